// SPDX-License-Identifier: MIT
#include <loopscope/inspect/probe.h>

#include <algorithm>
#include <utility>
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

/// What a new reader must know, or one that has lost records: the loop, its objects by age, what they wait
/// for, what is due, and whether it runs. O(objects + calls that are ready), in pages.
void Probe::begin_snapshot() {
  writer_.forget_texts();
  tell_beginning();
  tell_mark(false);
  collect_objects();
  std::vector<ObjectId> ids;
  objects_.for_each([&ids](FutureState& state) { ids.push_back(state.id()); });
  std::sort(ids.begin(), ids.end());
  snapshot_.emplace(std::move(ids));
  continue_snapshot();
}

void Probe::collect_objects() {
  for (const Ref<TaskState>& task : core_->pending_tasks()) {
    objects_.add(task->id(), task.get());
    meet_awaited(*task);
  }
  for (ExhibitState* exhibit : core_->exhibits()) objects_.add(exhibit->id(), exhibit);
  for (const auto& [id, named] : core_->named_states()) objects_.add(id, named.state);
}

void Probe::continue_snapshot() {
  if (!snapshot_) return;
  const bool done = tell_page();
  port_->snapshot_waits_.store(!done, std::memory_order_relaxed);
  if (!done) return;
  snapshot_ = std::nullopt;
  tell_mark(true);
  tell_queue();
  tell_gate();
}

/// Until all has been told, or the ring is half full.
bool Probe::tell_page() {
  Snapshot& snapshot = *snapshot_;
  const std::size_t room = port_->journal().capacity() / 2;
  const auto tell = [&](std::size_t& next, auto tell_one) {
    for (; next < snapshot.ids.size(); ++next) {
      if (!port_->journal().has_room(room)) return false;
      if (FutureState* state = objects_.find(snapshot.ids[next])) tell_one(*state);
    }
    return true;
  };
  return tell(snapshot.told, [this](FutureState& state) { tell_object(state, {}); }) &&
         tell(snapshot.states_told, [this](FutureState& state) { tell_state(state); });
}

void Probe::tell_mark(bool end) {
  if (!writer_.begin(RecordWriter::Importance::answer)) return;
  writer_.record(RecordKind::snapshot).value = end ? 1 : 0;
  writer_.end();
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
