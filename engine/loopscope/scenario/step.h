// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <loopscope/combine/wait.h>
#include <loopscope/scenario/value.h>
#include <loopscope/time.h>

namespace loopscope::scenario {

/// What a step does; the names are those of the file. From `await` on, a step may wait.
enum class Operation : std::uint8_t {
  log,
  future,
  set_result,
  set_exception,
  cancel,
  uncancel,
  done_callback,
  remove_done_callback,
  call_soon,
  call_later,
  cancel_call,
  spawn,
  gather,
  shield,
  state,
  raise,
  return_,
  reraise,
  thread,
  event,
  lock,
  semaphore,
  condition,
  barrier,
  queue,
  event_set,
  event_clear,
  release,
  notify,
  put_nowait,
  get_nowait,
  task_done,
  shutdown,

  await,
  sleep,
  call,
  try_,
  repeat,
  wait,
  wait_for,
  within,
  task_group,
  as_completed,
  acquire,
  wait_event,
  wait_condition,
  wait_barrier,
  put,
  get,
  join,
};

constexpr bool may_wait(Operation operation) { return operation >= Operation::await; }

/// The `kind` of a queue in the file.
enum class QueueKind : std::uint8_t { fifo, lifo, priority };

struct Step;
using Steps = std::vector<Step>;

/// What a thread of a scenario posts to the loop.
struct ThreadCall {
  std::string_view id;
  Steps steps;
};

/// One step, checked. Texts lie in the scenario that it belongs to. Which members an operation uses,
/// and under which keys they stand in the file, is said in operations.cpp.
struct Step {
  using Text = std::string_view;
  using Handler = std::pair<Text, Steps>;

  Operation operation = Operation::log;
  QueueKind kind = QueueKind::fifo;
  ReturnWhen until = ReturnWhen::all_completed;
  bool flag = false;
  Text subject = {};  ///< what the operation acts on, makes or says
  Text name = {};     ///< `as`, `id`, `error`, `uses`
  std::optional<Text> group = {};
  std::optional<Text> message = {};
  std::optional<Duration> time = {};
  std::optional<std::int64_t> number = {};
  Value value = {};
  std::vector<Text> subjects = {};
  Steps steps = {};
  std::vector<Handler> handlers = {};
  std::optional<Steps> finally = {};
  std::vector<ThreadCall> calls = {};
};

}  // namespace loopscope::scenario
