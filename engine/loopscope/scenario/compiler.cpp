// SPDX-License-Identifier: MIT
#include <loopscope/scenario/compiler.h>

#include <algorithm>
#include <cctype>

#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/json_writer.h>

namespace loopscope::scenario {
namespace {

constexpr std::int64_t format_version = 1;

const JsonNode::Member* find_member(const JsonNode::Members& members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &JsonNode::Member::key);
  return found == members.end() ? nullptr : &*found;
}

bool is_identifier(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '$' || c == '*';
  });
}

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

std::string perhaps(std::string_view word) {
  return word.empty() ? "" : "; did you mean " + std::string(word) + "?";
}

std::string coroutines_there_are(const JsonNode::Members& coroutines) {
  constexpr std::size_t most = 10;
  std::string names;
  for (std::size_t i = 0; i < std::min(most, coroutines.size()); ++i) {
    const std::string& name = coroutines[i].key;
    names += (i == 0 ? "" : ", ") + (is_identifier(name) ? name : quoted(name));
  }
  if (coroutines.empty()) return "none";
  return coroutines.size() > most ? names + ", …" : names;
}

}  // namespace

Scenario Compiler::compile() {
  Scenario scenario;
  scenario.document_ = std::make_unique<const JsonNode>(read_json(text_));
  const Node::Members& members = object_of(*scenario.document_, "an object with a scenario");
  compile_version(members);
  compile_header(members, scenario);
  compile_coroutines(members, scenario);
  check_entry(members, scenario);
  return scenario;
}

void Compiler::compile_version(const Node::Members& members) {
  const Node::Member* version = find_member(members, "scenario");
  if (!version) refuse(0, "`scenario`, the version of the format, is missing");
  const Within within(*this, "scenario");
  const auto* number = version->value.as<std::int64_t>();
  if (!number) refuse_type(version->value, "an integer, the version of the format,");
  if (*number != format_version)
    refuse(version->value.offset, "`scenario` is " + std::to_string(*number) +
                                      ", this program reads " + std::to_string(format_version));
}

void Compiler::compile_header(const Node::Members& members, Scenario& scenario) {
  for (const Node::Member& member : members) {
    const Within within(*this, member.key);
    if (member.key == "title")
      scenario.title_ = text_of(member.value);
    else if (member.key == "description")
      scenario.description_ = text_of(member.value);
    else if (member.key == "to_try")
      scenario.to_try_ = texts_of(member.value, "a list of texts");
    else if (member.key == "entry")
      scenario.entry_ = text_of(member.value);
    else if (member.key == "$schema")
      text_of(member.value);  // for editors
    else if (member.key != "scenario" && member.key != "coroutines")
      refuse(member.offset, "unknown key " + quoted(member.key));
  }
}

void Compiler::compile_coroutines(const Node::Members& members, Scenario& scenario) {
  const Node::Member* coroutines = find_member(members, "coroutines");
  if (!coroutines) refuse(0, "`coroutines` is missing");
  const Within within(*this, "coroutines");
  for (const Node::Member& coroutine : object_of(coroutines->value)) {
    const Within within_it(*this, coroutine.key);
    scenario.coroutines_.emplace(coroutine.key, compile_steps(coroutine.value));
  }
}

void Compiler::check_entry(const Node::Members& members, const Scenario& scenario) {
  if (scenario.find(scenario.entry())) return;
  const Node::Member* entry = find_member(members, "entry");
  const Node::Member* coroutines = find_member(members, "coroutines");
  const std::string there_are =
      " is missing; there are: " + coroutines_there_are(*coroutines->value.as<Node::Members>());
  const std::string name = quoted(scenario.entry());
  const Within within(*this, entry ? "entry" : "coroutines");
  if (entry) refuse(entry->value.offset, "the coroutine " + name + there_are);
  refuse(coroutines->value.offset, "the entry coroutine " + name + there_are);
}

Steps Compiler::compile_steps(const Node& node, Among among) {
  const Node::Items& items = list_of(node, "a list of steps");
  Steps steps;
  steps.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Within within(*this, i);
    steps.push_back(compile_step(items[i], among));
  }
  return steps;
}

Step Compiler::compile_step(const Node& node, Among among) {
  const OperationKeys& keys = operation_of(node, object_of(node, "a step, an object,"));
  if (keys.operation == Operation::reraise && among != Among::steps_of_a_handler)
    refuse(node.offset, "reraise stands only among the steps of an `except` handler");
  Step step;
  step.operation = keys.operation;
  compile_members(keys, node, step);
  check_presence(keys, node);
  if (keys.operation == Operation::spawn && step.flag && step.group)
    refuse(node.offset, "`eager` and `in` exclude each other");
  if (keys.operation == Operation::reraise && !step.flag)
    refuse(node.offset, "reraise is always true");
  return step;
}

const OperationKeys& Compiler::operation_of(const Node& node, const Node::Members& members) {
  const OperationKeys* found = nullptr;
  std::vector<std::string> operations;
  for (const Node::Member& member : members) {
    const OperationKeys* operation = find_operation(member.key);
    if (!operation) continue;
    found = operation;
    operations.push_back(member.key);
  }
  if (operations.size() == 1) return *found;
  if (operations.size() > 1)
    refuse(node.offset, (operations.size() == 2 ? "two" : std::to_string(operations.size())) +
                            " operations, " + enumeration(operations));
  if (members.empty()) refuse(node.offset, "no operation: the step is empty");
  std::vector<std::string> keys;
  std::string_view meant;
  for (const Node::Member& member : members) {
    if (keys.size() < 10) keys.push_back(quoted(member.key));
    if (meant.empty()) meant = nearest_operation(member.key);
  }
  refuse(node.offset, "no operation among its keys (" + enumeration(keys) + ")" + perhaps(meant));
}

void Compiler::compile_members(const OperationKeys& keys, const Node& node, Step& step) {
  for (const Node::Member& member : *node.as<Node::Members>()) {
    const Parameter* parameter = keys.find(member.key);
    if (!parameter) {
      std::vector<std::string_view> known;
      for (const Parameter& other : keys.others)
        if (!other.key.empty()) known.push_back(other.key);
      refuse(member.offset, "unknown parameter " + quoted(member.key) + " of " +
                                std::string(keys.main.key) + perhaps(nearest(member.key, known)));
    }
    const Within within(*this, member.key);
    std::visit(
        [&](auto slot) {
          if constexpr (!std::is_same_v<decltype(slot), std::monostate>)
            store(member.value, *parameter, step.*slot);
        },
        parameter->slot);
  }
}

void Compiler::check_presence(const OperationKeys& keys, const Node& node) {
  for (const Parameter& parameter : keys.others) {
    if (!parameter.required || find_member(*node.as<Node::Members>(), parameter.key)) continue;
    refuse(node.offset, std::string(keys.main.key) + " needs the parameter `" +
                            std::string(parameter.key) + "`");
  }
}

std::string Compiler::path() const {
  std::string text;
  for (const Segment& segment : path_) {
    if (const auto* index = std::get_if<std::size_t>(&segment)) {
      text += "[" + std::to_string(*index) + "]";
      continue;
    }
    const auto key = std::get<std::string_view>(segment);
    if (is_identifier(key))
      text += (text.empty() ? "" : ".") + std::string(key);
    else
      text += "[" + quoted(key) + "]";
  }
  return text;
}

void Compiler::refuse_type(const Node& node, const char* wanted) {
  std::string found(node.kind());
  if (const auto* text = node.as<std::string>())
    found = quoted(*text) + " is a string";
  else if (!node.as<std::monostate>() && !node.as<Node::Items>() && !node.as<Node::Members>())
    found = to_json(node.to_value()) + " is " + found;
  else
    found = "this is " + found;
  refuse(node.offset, std::string(wanted) + " is wanted, " + found);
}

void Compiler::refuse(std::uint32_t offset, std::string reason) {
  throw Refusal({}, place_in(text_, offset), path(), std::move(reason));
}

}  // namespace loopscope::scenario
