// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string>
#include <typeinfo>

namespace loopscope::detail {

/// What a linkage name stands for, or the text itself when it is none.
std::string demangled(const std::string& linkage_name);

/// The type's name as a person writes it: see short_name().
std::string type_name(const std::type_info& type);

/// Never destroyed: threads that outlive main() may still name what they run.
template <class T>
const std::string& type_name_of() {
  static const std::string& name = *new std::string(type_name(typeid(T)));
  return name;
}

/// The function of a site as a person writes it, "load(int)"; "" for a site that says nothing.
std::string function_name(const std::source_location& site);

/// "client.cpp:31", or with the whole path that the compiler was given; "" likewise.
std::string file_and_line(const std::source_location& site);

/// "client.cpp:31 in load(int)"; "" likewise. For messages.
std::string place_name(const std::source_location& site);

/// The site with function_name() as its function. It refers to texts that live as long as the program:
/// one for each place that was asked for. Thread-safe.
std::source_location readable_site(const std::source_location& site);

}  // namespace loopscope::detail
