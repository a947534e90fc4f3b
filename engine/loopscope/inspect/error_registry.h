// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <loopscope/detail/type_name.h>
#include <loopscope/inspect/named_list.h>

namespace loopscope::inspect {

/// The errors that a person can throw into a future, by name. Safe on any thread; factories are called
/// on the loop's thread.
///
///     inspector.errors().add<DiskFull>();  // class DiskFull : public std::runtime_error { using … };
class ErrorRegistry {
 public:
  using Factory = std::function<std::exception_ptr(const std::string& message)>;

  /// Knows runtime_error, logic_error, invalid_argument, out_of_range, TimeoutError, ValueError,
  /// InvalidStateError and RuntimeError.
  ErrorRegistry();

  /// Replaces an error of the same name.
  void add(std::string name, Factory factory) {
    factories_.add(std::move(name), std::move(factory));
  }

  /// Under the name that diagnostics show: without `std::` and `loopscope::`.
  template <class Error>
    requires std::constructible_from<Error, const std::string&>
  void add() {
    add(shown_name(detail::type_name_of<Error>()),
        [](const std::string& message) { return std::make_exception_ptr(Error(message)); });
  }

  std::vector<std::string> names() const { return factories_.names(); }

  /// Throws ValueError for an unknown name.
  std::exception_ptr make(std::string_view name, const std::string& message) const;

 private:
  static std::string shown_name(std::string name);

  NamedList<Factory> factories_;
};

}  // namespace loopscope::inspect
