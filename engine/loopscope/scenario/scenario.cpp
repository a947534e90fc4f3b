// SPDX-License-Identifier: MIT
#include <loopscope/scenario/scenario.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <loopscope/scenario/compiler.h>
#include <loopscope/scenario/refusal.h>

namespace loopscope::scenario {
namespace {

Refusal unreadable(const std::string& file, int error) {
  return {file, {}, {}, "cannot be read: " + std::generic_category().message(error)};
}

/// Reads a little more than is allowed, so that devices and pipes have an end.
std::string read_file(const std::string& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                               &std::fclose);
  if (!stream) throw unreadable(file, errno);
  std::string text;
  char block[65536];
  while (text.size() <= largest_file) {
    const std::size_t size = std::fread(block, 1, sizeof block, stream.get());
    text.append(block, size);
    if (size == 0) break;
  }
  if (std::ferror(stream.get())) throw unreadable(file, errno);
  return text;
}

}  // namespace

Scenario Scenario::load(const std::string& file) { return parse(read_file(file), file); }

Scenario Scenario::parse(std::string_view text, const std::string& file) {
  if (text.size() > largest_file)
    throw Refusal(file, {}, {},
                  "larger than the limit of " + std::to_string(largest_file >> 20) + " MiB");
  try {
    Scenario scenario = Compiler(text).compile();
    scenario.file_ = file;
    return scenario;
  } catch (const Refusal& refusal) {
    throw refusal.in_file(file);
  }
}

const Steps* Scenario::find(std::string_view coroutine) const noexcept {
  const auto found = coroutines_.find(coroutine);
  return found == coroutines_.end() ? nullptr : &found->second;
}

}  // namespace loopscope::scenario
