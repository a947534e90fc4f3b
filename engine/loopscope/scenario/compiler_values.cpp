// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <loopscope/scenario/compiler.h>
#include <loopscope/scenario/json_writer.h>

/// What a single value of a step must be.
namespace loopscope::scenario {
namespace {

/// A number past what 64 bits hold acts like the largest.
std::optional<std::int64_t> integer_of(const JsonNode& node) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (const auto* integer = node.as<std::int64_t>()) return *integer;
  if (const auto* big = node.as<BigInteger>())
    return big->digits.starts_with('-') ? Limits::min() : Limits::max();
  return std::nullopt;
}

std::optional<double> number_of(const JsonNode& node) {
  if (const auto* real = node.as<double>()) return *real;
  if (const auto* integer = node.as<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* big = node.as<BigInteger>()) return std::strtod(big->digits.c_str(), nullptr);
  return std::nullopt;
}

/// A time that is not zero stays so, and one that the clock cannot tell is the farthest it can.
Duration duration_of(double seconds) {
  constexpr double farthest = 4e18;
  const double nanoseconds = seconds * 1e9;
  if (nanoseconds >= farthest) return Duration(static_cast<std::int64_t>(farthest));
  if (nanoseconds <= -farthest) return Duration(-static_cast<std::int64_t>(farthest));
  const auto rounded = std::llround(nanoseconds);
  if (rounded == 0 && seconds != 0) return Duration(seconds > 0 ? 1 : -1);
  return Duration(rounded);
}

}  // namespace

const std::string& Compiler::text_of(const Node& node) {
  const auto* text = node.as<std::string>();
  if (!text) refuse_type(node, "a string");
  return *text;
}

const JsonNode::Members& Compiler::object_of(const Node& node, const char* wanted) {
  const auto* members = node.as<Node::Members>();
  if (!members) refuse_type(node, wanted);
  return *members;
}

const JsonNode::Items& Compiler::list_of(const Node& node, const char* wanted) {
  const auto* items = node.as<Node::Items>();
  if (!items) refuse_type(node, wanted);
  return *items;
}

void Compiler::store(const Node& node, const Parameter&, std::string_view& text) {
  text = text_of(node);
}

void Compiler::store(const Node& node, const Parameter&, std::optional<std::string_view>& text) {
  text = text_of(node);
}

void Compiler::store(const Node& node, const Parameter& parameter, std::optional<Duration>& time) {
  const auto seconds = number_of(node);
  if (!seconds) refuse_type(node, "a number");
  if (!std::isfinite(*seconds)) refuse(node.offset, "a number that is not finite");
  if (parameter.not_negative && *seconds < 0)
    refuse(node.offset, "must not be negative: " + to_json(node.to_value()));
  time = duration_of(*seconds);
}

void Compiler::store(const Node& node, const Parameter& parameter,
                     std::optional<std::int64_t>& number) {
  const auto integer = integer_of(node);
  if (!integer) refuse_type(node, "an integer");
  if (parameter.not_negative && *integer < 0)
    refuse(node.offset, "must not be negative: " + to_json(node.to_value()));
  number = integer;
}

void Compiler::store(const Node& node, const Parameter&, bool& flag) {
  const auto* boolean = node.as<bool>();
  if (!boolean) refuse_type(node, "true or false");
  flag = *boolean;
}

void Compiler::store(const Node& node, const Parameter&, Value& value) { value = node.to_value(); }

void Compiler::store(const Node& node, const Parameter&, std::vector<std::string_view>& texts) {
  texts = texts_of(node, "a list of names");
}

std::vector<std::string_view> Compiler::texts_of(const Node& node, const char* wanted) {
  const Node::Items& items = list_of(node, wanted);
  std::vector<std::string_view> texts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Within within(*this, i);
    texts.emplace_back(text_of(items[i]));
  }
  return texts;
}

void Compiler::store(const Node& node, const Parameter&, Steps& steps) {
  steps = compile_steps(node);
}

void Compiler::store(const Node& node, const Parameter&, std::optional<Steps>& steps) {
  steps = compile_steps(node);
}

void Compiler::store(const Node& node, const Parameter&, std::vector<Step::Handler>& handlers) {
  for (const Node::Member& handler : object_of(node)) {
    const Within within(*this, handler.key);
    handlers.emplace_back(handler.key, compile_steps(handler.value, Among::steps_of_a_handler));
  }
}

void Compiler::store(const Node& node, const Parameter&, std::vector<ThreadCall>& calls) {
  const Node::Items& items = list_of(node, "a list of calls");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Within within(*this, i);
    calls.push_back(compile_thread_call(items[i]));
  }
}

ThreadCall Compiler::compile_thread_call(const Node& node) {
  constexpr std::string_view keys[] = {"call_soon_threadsafe", "do"};
  ThreadCall call;
  bool has_id = false;
  for (const Node::Member& member : object_of(node, "a call, an object,")) {
    const Within within(*this, member.key);
    if (member.key == keys[0]) {
      has_id = true;
      call.id = text_of(member.value);
    } else if (member.key == keys[1]) {
      call.steps = compile_steps(member.value);
    } else {
      refuse(member.offset, "unknown parameter " + quoted(member.key) +
                                " of a thread's call, which has call_soon_threadsafe and do");
    }
  }
  if (!has_id) refuse(node.offset, "a thread's call needs `call_soon_threadsafe`");
  return call;
}

void Compiler::store(const Node& node, const Parameter&, QueueKind& kind) {
  constexpr std::string_view choices[] = {"fifo", "lifo", "priority"};
  kind = static_cast<QueueKind>(compile_choice(node, choices));
}

void Compiler::store(const Node& node, const Parameter&, ReturnWhen& until) {
  constexpr std::string_view choices[] = {"first_completed", "first_exception", "all_completed"};
  until = static_cast<ReturnWhen>(compile_choice(node, choices));
}

std::size_t Compiler::compile_choice(const Node& node, std::span<const std::string_view> choices) {
  const std::string& text = text_of(node);
  std::string words;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (text == choices[i]) return i;
    words += (i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ") + std::string(choices[i]);
  }
  refuse(node.offset, words + " is wanted, not " + quoted(text));
}

}  // namespace loopscope::scenario
