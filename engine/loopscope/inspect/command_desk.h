// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include <loopscope/future.h>
#include <loopscope/inspect/command.h>
#include <loopscope/inspect/object_table.h>
#include <loopscope/inspect/record.h>

namespace loopscope::inspect {

class Port;

/// What became of a command.
struct Answer {
  std::uint64_t number = 0;
  OutcomeKind kind = OutcomeKind::done;
  ObjectId object = 0;
  std::string reason = {};  ///< why it was refused, for a person
};

/// Carries out commands on one loop; holds the futures that were made by command, so that they can be
/// resolved. The loop's thread only, between two calls.
class CommandDesk {
 public:
  CommandDesk(detail::LoopCore& core, const ObjectTable& objects, Port& port)
      : core_(core), objects_(objects), port_(port) {}

  /// Never throws: what goes wrong is the answer.
  Answer carry_out(const Command& command) noexcept;

  bool holds(ObjectId id) const { return held_.contains(id); }
  void release_done();
  void release_all();

 private:
  Answer act_on_object(const Command& command);
  Answer act_on_loop(const Command& command);
  std::string set_result(AnyFuture& future, const Command& command);
  std::string throw_error(AnyFuture& future, const Command& command);
  std::string cancel(AnyFuture& future, const Command& command);
  std::string add_callback(AnyFuture& future);
  ObjectId create_future(const Command& command);
  ObjectId start_task(const Command& command);

  detail::LoopCore& core_;
  const ObjectTable& objects_;
  Port& port_;
  std::unordered_map<ObjectId, AnyFuture> held_;
};

}  // namespace loopscope::inspect
