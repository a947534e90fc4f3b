// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <typeinfo>

namespace loopscope::detail {

/// The type's name as a person writes it: demangled, without `loopscope::` and `std::__cxx11::`.
std::string type_name(const std::type_info& type);

/// Never destroyed: threads that outlive main() may still name what they run.
template <class T>
const std::string& type_name_of() {
  static const std::string& name = *new std::string(type_name(typeid(T)));
  return name;
}

}  // namespace loopscope::detail
