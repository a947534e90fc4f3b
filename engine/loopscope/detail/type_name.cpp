// SPDX-License-Identifier: MIT
#include <loopscope/detail/type_name.h>

#include <cxxabi.h>

#include <bit>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <tuple>

#include <loopscope/detail/short_name.h>

namespace loopscope::detail {
namespace {

/// What a std::source_location of libstdc++ and of libc++ refers to; its class there is private. A test
/// reads one that is made of it.
struct SiteData {
  const char* file;
  const char* function;
  unsigned line;
  unsigned column;
};
static_assert(sizeof(std::source_location) == sizeof(const SiteData*));

/// Keyed by what a site says and not by where it says it: a library may be unloaded, and another one
/// take its place.
struct ReadableSite {
  std::string file;
  std::string function;
  SiteData data{};
};
using ReadableSites =
    std::map<std::tuple<std::string, std::string, unsigned, unsigned>, ReadableSite>;

}  // namespace

std::string demangled(const std::string& linkage_name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(linkage_name.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? text.get() : linkage_name;
}

std::string type_name(const std::type_info& type) { return short_name(demangled(type.name())); }

std::string function_name(const std::source_location& site) {
  return site.line() == 0 ? std::string() : short_function_name(site.function_name());
}

std::string file_and_line(const std::source_location& site) {
  if (site.line() == 0) return {};
  return site.file_name() + (":" + std::to_string(site.line()));
}

std::string place_name(const std::source_location& site) {
  const std::string function = function_name(site);
  return function.empty() ? file_and_line(site) : file_and_line(site) + " in " + function;
}

std::source_location readable_site(const std::source_location& site) {
  if (site.line() == 0) return site;
  static std::mutex lock;  // guards the sites, which are never destroyed: see type_name_of()
  static ReadableSites& sites = *new ReadableSites();
  const std::lock_guard guard(lock);
  const auto [place, is_new] =
      sites.try_emplace({site.file_name(), site.function_name(), site.line(), site.column()});
  ReadableSite& readable = place->second;
  if (is_new) {
    readable.file = site.file_name();
    readable.function = function_name(site);
    readable.data = {readable.file.c_str(), readable.function.c_str(), site.line(), site.column()};
  }
  return std::bit_cast<std::source_location>(static_cast<const SiteData*>(&readable.data));
}

}  // namespace loopscope::detail
