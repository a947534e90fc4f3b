// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/inspect/named_list.h>
#include <loopscope/loop.h>

namespace loopscope::inspect {

/// What a person can make by command in a program that is inspected: tasks that the program offers
/// under a name, and futures of types that it lists. Safe on any thread; what it holds is called on the
/// loop's thread.
class Catalogue {
 public:
  /// Starts a task on the loop and names it; the name is empty when the person gave none.
  using Starter = std::function<AnyTask(Loop& loop, const std::string& name)>;
  using Maker = std::function<AnyFuture(Loop& loop, const std::string& name)>;

  /// Knows void, bool, int, long long, double, std::string, and optional and vector of int.
  Catalogue();

  /// Replaces a task of the same name.
  void add_task(std::string name, Starter starter) {
    tasks_.add(std::move(name), std::move(starter));
  }

  /// The same for a coroutine function without parameters: `add_coroutine("ping", [] { … })`.
  template <class F>
    requires CoroutineFunction<std::decay_t<F>&>
  void add_coroutine(std::string name, F&& function) {
    add_task(std::move(name),
             [function = std::decay_t<F>(std::forward<F>(function))](
                 Loop& loop, const std::string& task_name) mutable -> AnyTask {
               return loop.create_task_with({.name = task_name}, function);
             });
  }

  /// Offers futures of type T, under the name that its TextForm gives. Without a form they can be made
  /// and failed, but not set by hand.
  template <class T>
  void add_type() {
    types_.add(detail::value_type_name<T>(), [](Loop& loop, const std::string& name) -> AnyFuture {
      return loop.create_future<T>(name, std::source_location{});
    });
  }

  void remove_task(std::string_view name) { tasks_.remove(name); }

  std::vector<std::string> task_names() const { return tasks_.names(); }
  std::vector<std::string> type_names() const { return types_.names(); }
  std::optional<Starter> task(std::string_view name) const { return tasks_.find(name); }
  std::optional<Maker> type(std::string_view name) const { return types_.find(name); }

 private:
  NamedList<Starter> tasks_;
  NamedList<Maker> types_;
};

}  // namespace loopscope::inspect
