// SPDX-License-Identifier: MIT
#include <loopscope/scenario/operations.h>

#include <algorithm>

namespace loopscope::scenario {
namespace {

using Op = Operation;

constexpr Parameter required(std::string_view key, Slot slot) { return {key, slot, true, false}; }
constexpr Parameter optional(std::string_view key, Slot slot) { return {key, slot, false, false}; }
constexpr Parameter not_negative(Parameter parameter) {
  parameter.not_negative = true;
  return parameter;
}

/// An operation on what its main text names.
constexpr OperationKeys on(Op operation, std::string_view key,
                           std::array<Parameter, 3> others = {}) {
  return {operation, required(key, &Step::subject), others};
}
constexpr OperationKeys on_several(Op operation, std::string_view key,
                                   std::array<Parameter, 3> others = {}) {
  return {operation, required(key, &Step::subjects), others};
}

constexpr Parameter as_key = required("as", &Step::name);
constexpr Parameter id_key = required("id", &Step::name);
constexpr Parameter message_key = optional("message", &Step::message);
constexpr Parameter steps_key = optional("do", &Step::steps);
constexpr Parameter body_key = required("do", &Step::steps);
constexpr Parameter timeout_key = optional("timeout", &Step::time);
constexpr Parameter item_key = required("value", &Step::value);

constexpr OperationKeys table[] = {
    on(Op::log, "log"),
    on(Op::future, "future"),
    on(Op::set_result, "set_result", {optional("value", &Step::value)}),
    on(Op::set_exception, "set_exception", {required("error", &Step::name), message_key}),
    on(Op::cancel, "cancel", {message_key}),
    on(Op::uncancel, "uncancel"),
    on(Op::done_callback, "done_callback", {id_key, steps_key}),
    on(Op::remove_done_callback, "remove_done_callback", {id_key}),
    on(Op::call_soon, "call_soon", {steps_key}),
    on(Op::call_later, "call_later", {required("delay", &Step::time), steps_key}),
    on(Op::cancel_call, "cancel_call"),
    on(Op::spawn, "spawn", {as_key, optional("eager", &Step::flag), optional("in", &Step::group)}),
    on_several(Op::gather, "gather", {as_key, optional("return_exceptions", &Step::flag)}),
    on(Op::shield, "shield", {as_key}),
    on(Op::state, "state"),
    on(Op::raise, "raise", {message_key}),
    {Op::return_, required("return", &Step::value)},
    {Op::reraise, required("reraise", &Step::flag)},
    on(Op::thread, "thread",
       {not_negative(optional("delay", &Step::time)), required("do", &Step::calls)}),
    on(Op::event, "event"),
    on(Op::lock, "lock"),
    on(Op::semaphore, "semaphore",
       {required("value", &Step::number), optional("bounded", &Step::flag)}),
    on(Op::condition, "condition", {optional("uses", &Step::group)}),
    on(Op::barrier, "barrier", {required("parties", &Step::number)}),
    on(Op::queue, "queue", {optional("maxsize", &Step::number), optional("kind", &Step::kind)}),
    on(Op::event_set, "event_set"),
    on(Op::event_clear, "event_clear"),
    on(Op::release, "release"),
    on(Op::notify, "notify", {optional("n", &Step::number), optional("all", &Step::flag)}),
    on(Op::put_nowait, "put_nowait", {item_key}),
    on(Op::get_nowait, "get_nowait"),
    on(Op::task_done, "task_done"),
    on(Op::shutdown, "shutdown", {optional("immediate", &Step::flag)}),
    on(Op::await, "await"),
    {Op::sleep, not_negative(required("sleep", &Step::time))},
    on(Op::call, "call"),
    {Op::try_,
     required("try", &Step::steps),
     {optional("except", &Step::handlers), optional("finally", &Step::finally)}},
    {Op::repeat, not_negative(required("repeat", &Step::number)), {body_key}},
    on_several(Op::wait, "wait", {optional("until", &Step::until), timeout_key}),
    on(Op::wait_for, "wait_for", {required("timeout", &Step::time)}),
    {Op::within, required("within", &Step::time), {body_key}},
    on(Op::task_group, "task_group", {body_key}),
    on_several(Op::as_completed, "as_completed", {timeout_key}),
    on(Op::acquire, "acquire"),
    on(Op::wait_event, "wait_event"),
    on(Op::wait_condition, "wait_condition"),
    on(Op::wait_barrier, "wait_barrier"),
    on(Op::put, "put", {item_key}),
    on(Op::get, "get"),
    on(Op::join, "join"),
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (table[i].operation != static_cast<Operation>(i)) return false;
  return std::size(table) == static_cast<std::size_t>(Op::join) + 1;
}
static_assert(in_order());

/// Letters to insert, delete, replace or swap with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1,
                              edits[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  return edits[a.size()][b.size()];
}

}  // namespace

const Parameter* OperationKeys::find(std::string_view key) const noexcept {
  if (key == main.key) return &main;
  const auto found = std::ranges::find(others, key, &Parameter::key);
  return found == others.end() || key.empty() ? nullptr : &*found;
}

std::span<const OperationKeys> operations() noexcept { return table; }

const OperationKeys* find_operation(std::string_view key) noexcept {
  const auto* found = std::ranges::find(table, key, [](const auto& one) { return one.main.key; });
  return found == std::end(table) ? nullptr : found;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> words) {
  constexpr std::size_t longest = 40;
  if (word.size() > longest) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : words) {
    const std::size_t found = distance(word, candidate);
    if (found >= best_distance) continue;
    best = candidate;
    best_distance = found;
  }
  return best;
}

std::string_view nearest_operation(std::string_view word) {
  std::vector<std::string_view> words;
  for (const OperationKeys& one : operations()) words.push_back(one.main.key);
  return nearest(word, words);
}

}  // namespace loopscope::scenario
