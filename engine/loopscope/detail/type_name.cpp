// SPDX-License-Identifier: MIT
#include <loopscope/detail/type_name.h>

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace loopscope::detail {
namespace {

void erase_all(std::string& text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
}

}  // namespace

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  std::string name = status == 0 ? demangled.get() : type.name();
  if (name == "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >")
    return "std::string";
  erase_all(name, "(anonymous namespace)::");
  erase_all(name, "loopscope::");
  erase_all(name, "__cxx11::");
  return name;
}

}  // namespace loopscope::detail
