// SPDX-License-Identifier: MIT
#include <loopscope/scenario/objects.h>

#include <loopscope/scenario/errors.h>

namespace loopscope::scenario {
namespace {

template <class T>
const T* find(const Object& object) {
  return std::get_if<T>(&object);
}

const Future<Value>* find_future(const Object& object) {
  if (const auto* task = find<Task<Value>>(object)) return task;
  return find<Future<Value>>(object);
}

/// Calls `use` with the lock, semaphore or condition.
template <class F>
auto with_lock(const Object& object, F use) {
  if (const auto* lock = find<std::shared_ptr<Lock>>(object)) return use(**lock);
  if (const auto* semaphore = find<std::shared_ptr<Semaphore>>(object)) return use(**semaphore);
  return use(as<std::shared_ptr<ConditionWithLock>>(object)->condition);
}

Coro<void> start_wait(const Object& object) {
  if (const auto* event = find<std::shared_ptr<Event>>(object)) return (*event)->wait();
  return as<std::shared_ptr<ConditionWithLock>>(object)->condition.wait();
}

}  // namespace

void throw_attribute_error() {
  throw PythonError("AttributeError", "the object has no such operation");
}

bool is_future(const Object& object) noexcept { return find_future(object) != nullptr; }

const Future<Value>& as_future(const Object& object) {
  const auto* future = find_future(object);
  if (!future) throw_attribute_error();
  return *future;
}

const Future<Value>& as_awaitable(const Object& object) {
  const auto* future = find_future(object);
  if (!future) throw PythonError("TypeError", "the object cannot be awaited");
  return *future;
}

Lockable::Lockable(Object object) : object_(std::move(object)) { locked(); }

bool Lockable::locked() const {
  return with_lock(object_, [](auto& lock) { return lock.locked(); });
}

Coro<void> Lockable::acquire() const {
  return with_lock(object_, [](auto& lock) { return lock.acquire(); });
}

void Lockable::release() const {
  with_lock(object_, [](auto& lock) { lock.release(); });
}

Coro<Value> wait_in(Object object) {
  if (const auto* barrier = find<std::shared_ptr<Barrier>>(object)) {
    const std::int64_t index = co_await (*barrier)->wait();
    co_return Value(index);
  }
  co_await start_wait(object);
  co_return Value(true);
}

const Object& Names::look(std::string_view name) const {
  const auto found = objects_.find(name);
  if (found == objects_.end()) throw ScenarioError("NameError", std::string(name));
  return found->second;
}

}  // namespace loopscope::scenario
