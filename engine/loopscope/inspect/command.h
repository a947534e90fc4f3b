// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <loopscope/inspect/record.h>

namespace loopscope::inspect {

/// What a person can do to a loop; the comment names the members of Command that it uses.
enum class CommandKind : std::uint8_t {
  set_result,     ///< object; text: the value, read by the future's TextForm
  throw_error,    ///< object; text: registered name of the error; message
  cancel,         ///< object; message, when has_message
  add_callback,   ///< object: a callback that logs the outcome when it fires
  create_future,  ///< text: registered type name; message: name of the new future (may be empty)
  start_task,     ///< text: name in the catalogue; message: name of the new task (may be empty)
  run,
  pause,
  step_callback,
  step_iteration,
  set_speed,  ///< value: thousandths of real time, 1000 is real time
};

/// What an observer asks of a loop. It is carried out on the loop's thread between two callbacks,
/// also while the loop is paused, and answered by one RecordKind::outcome record with its number.
struct Command {
  std::uint64_t number = 0;  ///< chosen by the sender, unique among its commands
  CommandKind kind = CommandKind::cancel;
  ObjectId object = 0;
  std::string text = {};
  std::string message = {};
  bool has_message = false;
  std::uint64_t value = 0;
};

}  // namespace loopscope::inspect
