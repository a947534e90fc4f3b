// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace loopscope {

/// Several exceptions at once (Python's ExceptionGroup); may hold further groups.
class ExceptionGroup : public std::exception {
 public:
  ExceptionGroup(std::string message, std::vector<std::exception_ptr> errors)
      : message_(std::move(message)), errors_(std::move(errors)) {
    what_ = message_ + " (" + std::to_string(errors_.size()) +
            (errors_.size() == 1 ? " sub-exception)" : " sub-exceptions)");
  }

  /// The message with the number of exceptions, as Python prints it.
  const char* what() const noexcept override { return what_.c_str(); }
  const std::string& message() const noexcept { return message_; }
  const std::vector<std::exception_ptr>& errors() const noexcept { return errors_; }

 private:
  std::string message_;
  std::string what_;
  std::vector<std::exception_ptr> errors_;
};

}  // namespace loopscope
