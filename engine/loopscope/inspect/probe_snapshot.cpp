// SPDX-License-Identifier: MIT
#include <loopscope/inspect/probe.h>

#include <algorithm>
#include <vector>

#include <loopscope/detail/callback.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/threads.h>

namespace loopscope::inspect {

using detail::Callback;
using detail::ExhibitState;
using detail::FutureState;
using detail::Ready;
using detail::Ref;
using detail::TaskState;
using detail::Waiter;

/// What a new reader must know: the loop, its objects by age, what they wait for, what is due, and
/// whether it runs. O(objects + calls that are ready).
void Probe::tell_all() {
  writer_.forget_texts();
  tell_beginning();
  for (const Ref<TaskState>& task : core_->pending_tasks()) {
    objects_.add(task->id(), task.get());
    meet_awaited(*task);
  }
  for (ExhibitState* exhibit : core_->exhibits()) objects_.add(exhibit->id(), exhibit);
  std::vector<FutureState*> states;
  objects_.for_each([&states](FutureState& state) { states.push_back(&state); });
  std::sort(states.begin(), states.end(),
            [](const FutureState* a, const FutureState* b) { return a->id() < b->id(); });
  for (FutureState* state : states) tell_object(*state, {});
  for (FutureState* state : states) tell_state(*state);
  tell_queue();
  tell_gate();
}

void Probe::tell_beginning() {
  writer_.take_time();
  writer_.refresh(core_->gate() != detail::LoopCore::Gate::open);
  if (!writer_.begin_now()) return;
  writer_.introduce(writer_.thread());
  const TextId name = writer_.text(port_->loop_name());
  const TextId clock = writer_.text(writer_.time().name());
  Record& record = writer_.record(RecordKind::loop);
  record.text = name;
  record.text2 = clock;
  writer_.end();
}

/// What a task waits for is alive, if not otherwise known. Chains may be long, or rings.
void Probe::meet_awaited(FutureState& state) {
  for (FutureState* next = &state; next && next->is_task();) {
    next = static_cast<TaskState*>(next)->awaited();
    if (!next || &next->core() != core_.get() || objects_.find(next->id())) return;
    objects_.add(next->id(), next);
  }
}

void Probe::tell_object(FutureState& state, const std::source_location& site) {
  created(state, site);
  if (state.has_name()) named(state);
}

void Probe::tell_state(FutureState& state) {
  if (!state.ops().value) {
    const auto& exhibit = static_cast<const ExhibitState&>(state);
    return changed(exhibit, exhibit.standing());
  }
  if (state.done()) return tell_outcome(state);
  for (Waiter* waiter = state.first_waiter(); waiter; waiter = waiter->next())
    if (waiter->is_callback()) {
      const auto* callback = static_cast<const Callback*>(waiter);
      callback_added(state, callback->number, callback->name());
    }
  if (!state.is_task()) return;
  const auto& task = static_cast<const TaskState&>(state);
  if (task.awaited()) awaiting(task, task.awaited());
}

/// Who scheduled what was ready before is not known: the loop's thread is named.
void Probe::tell_queue() {
  const detail::ReadyQueue& ready = core_->ready();
  for (std::uint64_t ahead = 0; ahead < ready.size(); ++ahead) {
    const Ready& call = ready.peek(ahead);
    scheduled(ready.popped() + 1 + ahead, call.kind->info(call.word), writer_.thread());
  }
}

}  // namespace loopscope::inspect
