// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include <loopscope/combine/task_group.h>
#include <loopscope/future.h>
#include <loopscope/scenario/any_queue.h>
#include <loopscope/scenario/value.h>
#include <loopscope/sync/barrier.h>
#include <loopscope/sync/condition.h>
#include <loopscope/sync/event.h>
#include <loopscope/sync/lock.h>
#include <loopscope/sync/semaphore.h>
#include <loopscope/task.h>

namespace loopscope::scenario {

/// Where the objects of a scenario are made: in no line of a C++ program.
constexpr std::source_location nowhere;

struct ConditionWithLock;

/// What a name of a scenario may stand for. Who waits in one of them must hold it.
using Object = std::variant<Future<Value>, Task<Value>, TaskGroup, std::shared_ptr<Event>,
                            std::shared_ptr<Lock>, std::shared_ptr<Semaphore>,
                            std::shared_ptr<ConditionWithLock>, std::shared_ptr<Barrier>,
                            std::shared_ptr<AnyQueue>>;

/// Whatever can be acquired and released, as a lock.
class Lockable {
 public:
  /// Throws PythonError("AttributeError") when it cannot.
  explicit Lockable(Object object);
  explicit Lockable(detail::PartOf part) : object_(std::make_shared<Lock>(part)) {}

  bool locked() const;
  Coro<void> acquire() const;
  void release() const;

 private:
  Object object_;
};

/// A condition and the lock that it uses, its own or a named one.
struct ConditionWithLock {
  explicit ConditionWithLock(std::string name) : condition(std::move(name), nowhere) {}
  ConditionWithLock(Lockable given_lock, std::string name)
      : given(std::move(given_lock)), condition(*given, std::move(name), nowhere) {}

  std::optional<Lockable> given;
  BasicCondition<Lockable> condition;
};

/// The object as a T. Throws PythonError("AttributeError"), as Python does for an operation that the
/// object does not have.
template <class T>
const T& as(const Object& object);

bool is_future(const Object& object) noexcept;
/// A future or task, for what both can do.
const Future<Value>& as_future(const Object& object);
/// The same where asyncio wants an awaitable: throws PythonError("TypeError").
const Future<Value>& as_awaitable(const Object& object);

/// Waits in a barrier, an event or a condition. Gives the barrier's index, or true.
Coro<Value> wait_in(Object object);

/// All names of a scenario. The keys lie in the scenario.
class Names {
 public:
  /// Throws ScenarioError("NameError").
  const Object& look(std::string_view name) const;
  void bind(std::string_view name, Object object) {
    objects_.insert_or_assign(name, std::move(object));
  }
  void clear() { objects_.clear(); }

 private:
  std::unordered_map<std::string_view, Object> objects_;
};

[[noreturn]] void throw_attribute_error();

template <class T>
const T& as(const Object& object) {
  if (const T* found = std::get_if<T>(&object)) return *found;
  throw_attribute_error();
}

}  // namespace loopscope::scenario
