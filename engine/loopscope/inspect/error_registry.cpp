// SPDX-License-Identifier: MIT
#include <loopscope/inspect/error_registry.h>

#include <stdexcept>

#include <loopscope/errors.h>

namespace loopscope::inspect {

ErrorRegistry::ErrorRegistry() {
  add<std::runtime_error>();
  add<std::logic_error>();
  add<std::invalid_argument>();
  add<std::out_of_range>();
  add<TimeoutError>();
  add<ValueError>();
  add<InvalidStateError>();
  add<RuntimeError>();
}

std::exception_ptr ErrorRegistry::make(std::string_view name, const std::string& message) const {
  const auto factory = factories_.find(name);
  if (!factory) throw ValueError("no error type '" + std::string(name) + "' is registered");
  return (*factory)(message);
}

std::string ErrorRegistry::shown_name(std::string name) {
  if (name.starts_with("std::")) name.erase(0, 5);
  return name;
}

}  // namespace loopscope::inspect
