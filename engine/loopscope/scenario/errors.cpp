// SPDX-License-Identifier: MIT
#include <loopscope/scenario/errors.h>

#include <algorithm>

#include <loopscope/combine/exception_group.h>
#include <loopscope/errors.h>
#include <loopscope/exception_context.h>
#include <loopscope/sync/barrier.h>
#include <loopscope/sync/queue.h>

namespace loopscope::scenario {
namespace {

Value::Members named_error(std::string name) { return {{"error", Value(std::move(name))}}; }

Value::Members with_message(std::string name, std::string message) {
  return {{"error", Value(std::move(name))}, {"message", Value(std::move(message))}};
}

/// Python's class depends on what is inside: only errors that are no ordinary ones make the other.
bool is_ordinary(const std::exception_ptr& error) { return !detail::is_cancelled_error(error); }

Value::Members describe_group(const ExceptionGroup& group) {
  Value::List errors;
  for (const std::exception_ptr& error : group.errors()) errors.emplace_back(describe(error));
  const bool ordinary = std::ranges::all_of(group.errors(), is_ordinary);
  return {{"error", Value(ordinary ? "ExceptionGroup" : "BaseExceptionGroup")},
          {"errors", Value(std::move(errors))}};
}

bool holds_error(const Value& value) {
  if (value.error()) return true;
  return value.list() && std::ranges::any_of(*value.list(), holds_error);
}

}  // namespace

Value::Members describe(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const ScenarioError& own) {
    return with_message(own.name(), own.message());
  } catch (const CancelledError& cancelled) {
    return with_message("CancelledError", cancelled.message().value_or(""));
  } catch (const ExceptionGroup& group) {
    return describe_group(group);
  } catch (const PythonError& other) {
    return named_error(other.name());
  } catch (...) {
    // The engine's classes bear the names of asyncio's.
    return named_error(loopscope::describe_error(error).type);
  }
}

std::string error_name(const std::exception_ptr& error) {
  return *describe(error).front().second.text();
}

bool is_limit(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const LimitReached&) {
    return true;
  } catch (...) {
    return false;
  }
}

Value plain(const Value& value) {
  if (value.error()) return Value(describe(*value.error()));
  if (!holds_error(value)) return value;
  Value::List items;
  for (const Value& item : *value.list()) items.push_back(plain(item));
  return Value(std::move(items));
}

}  // namespace loopscope::scenario
