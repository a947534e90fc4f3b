// SPDX-License-Identifier: MIT
// Any bytes as a scenario file: refused with one line, or run to an end with a trace that is JSON.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <loopscope/logging.h>
#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/runner.h>

#include "json_mutator.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace loopscope;

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "scenario_fuzz: %s\n", what);
  std::abort();
}

/// A hundredth of what a person's scenario may do, so that many are tried a second.
scenario::RunOptions options() {
  scenario::RunOptions options;
  options.limits.events = 200;
  options.limits.steps = 2'000;
  options.limits.calls = 20;
  options.limits.threads = 4;
  options.limits.parts = 1'000;
  options.limits.depth = 50;
  return options;
}

/// Puts `text` in the place of the input, if there is one and it fits; 0 if not.
std::size_t put(const std::string& text, std::uint8_t* out, std::size_t max_size) {
  if (text.size() > max_size) return 0;
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

/// A thread's delay is real time, whatever the clock: such an input would sit and wait.
bool waits_long(const scenario::JsonNode& node) {
  if (const auto* items = node.as<scenario::JsonNode::Items>())
    return std::any_of(items->begin(), items->end(),
                       [](const scenario::JsonNode& item) { return waits_long(item); });
  const auto* members = node.as<scenario::JsonNode::Members>();
  if (!members) return false;
  bool thread = false;
  bool delayed = false;
  for (const auto& [key, value, offset] : *members) {
    if (waits_long(value)) return true;
    thread = thread || key == "thread";
    const auto* real = value.as<double>();
    const auto* whole = value.as<std::int64_t>();
    delayed = delayed || (key == "delay" && ((real && *real > 0.1) || (whole && *whole > 0)));
  }
  return thread && delayed;
}

bool waits_long(std::string_view text) {
  try {
    return waits_long(scenario::read_json(text));
  } catch (const scenario::Refusal&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  set_log_sink([](LogLevel, std::string_view) {});
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (waits_long(text_of(data, size))) return -1;  // not for the corpus
  try {
    const auto program = scenario::Scenario::parse(text_of(data, size), "input");
    const auto check = [](const scenario::TraceEvent& event) {
      scenario::read_json(event.to_json());  // throws a Refusal that no file can have
    };
    try {
      scenario::run(program, check, options());
    } catch (const scenario::Refusal&) {
      expect(false, "an event of the trace is no JSON");
    }
  } catch (const scenario::Refusal& refusal) {
    const std::string_view line = refusal.what();
    expect(line.starts_with("input: "), "a refusal does not begin with the file's name");
    expect(line.find('\n') == line.npos, "a refusal has several lines");
    expect(!refusal.reason().empty(), "a refusal gives no reason");
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  fuzz::Random random(seed);
  const bool by_bytes = random() % 8 == 0;
  const std::size_t written =
      by_bytes ? 0 : put(fuzz::mutate_json(text_of(data, size), random), data, max_size);
  return written ? written : LLVMFuzzerMutate(data, size, max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned seed) {
  fuzz::Random random(seed);
  return put(fuzz::cross_json(text_of(first, first_size), text_of(second, second_size), random),
             out, max_size);
}
