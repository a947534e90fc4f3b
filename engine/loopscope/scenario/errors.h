// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include <loopscope/named_error.h>
#include <loopscope/scenario/value.h>

namespace loopscope::scenario {

/// An error that a scenario raises, under a name and with a message of its own choosing; also
/// NameError and SyntaxError, which the interpreter raises inside the scenario.
class ScenarioError : public std::runtime_error, public NamedError {
 public:
  ScenarioError(std::string name, std::string message)
      : std::runtime_error(message), name_(std::move(name)), message_(std::move(message)) {}

  const std::string& name() const noexcept override { return name_; }
  /// May hold any character, unlike what().
  const std::string& message() const noexcept { return message_; }

 private:
  std::string name_;
  std::string message_;
};

/// What Python raises where C++ does not compile: AttributeError for an object that has no such
/// operation, TypeError for one that cannot be awaited or compared.
class PythonError : public std::runtime_error, public NamedError {
 public:
  PythonError(std::string name, const std::string& message)
      : std::runtime_error(message), name_(std::move(name)) {}
  const std::string& name() const noexcept override { return name_; }

 private:
  std::string name_;
};

/// The run has gone past a limit. Not for the scenario: no handler of its own sees it.
class LimitReached : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// By what name a scenario's handler finds the error: that of asyncio's class, or its own.
std::string error_name(const std::exception_ptr& error);

/// An error as the trace shows it: `error`, with `message` where the scenario chose it, and `errors`
/// for a group.
Value::Members describe(const std::exception_ptr& error);

bool is_limit(const std::exception_ptr& error);

/// The value without exceptions: each becomes an object as describe() gives it.
Value plain(const Value& value);

}  // namespace loopscope::scenario
