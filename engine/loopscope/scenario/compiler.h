// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <loopscope/scenario/operations.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/scenario.h>

namespace loopscope::scenario {

/// Makes a Scenario of a JSON text: checks every key and value, and keeps track of where it is, so
/// that a Refusal can name line, column and JSON path.
class Compiler {
 public:
  explicit Compiler(std::string_view text) : text_(text) {}

  Scenario compile();

 private:
  using Node = JsonNode;
  using Segment = std::variant<std::string_view, std::size_t>;

  /// A part of the JSON path, for as long as it lives.
  class Within {
   public:
    Within(Compiler& compiler, Segment segment) : path_(compiler.path_) {
      path_.push_back(segment);
    }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;
    ~Within() { path_.pop_back(); }

   private:
    std::vector<Segment>& path_;
  };

  /// Whether `reraise` may stand here.
  enum class Among { steps, steps_of_a_handler };

  void compile_header(const Node::Members& members, Scenario& scenario);
  void compile_version(const Node::Members& members);
  void compile_coroutines(const Node::Members& members, Scenario& scenario);
  void check_entry(const Node::Members& members, const Scenario& scenario);

  Steps compile_steps(const Node& node, Among among = Among::steps);
  Step compile_step(const Node& node, Among among);
  const OperationKeys& operation_of(const Node& node, const Node::Members& members);
  void compile_members(const OperationKeys& keys, const Node& node, Step& step);
  void check_presence(const OperationKeys& keys, const Node& node);

  // One a type of slot.
  void store(const Node& node, const Parameter& parameter, std::string_view& text);
  void store(const Node& node, const Parameter& parameter, std::optional<std::string_view>& text);
  void store(const Node& node, const Parameter& parameter, std::optional<Duration>& time);
  void store(const Node& node, const Parameter& parameter, std::optional<std::int64_t>& number);
  void store(const Node& node, const Parameter& parameter, bool& flag);
  void store(const Node& node, const Parameter& parameter, Value& value);
  void store(const Node& node, const Parameter& parameter, std::vector<std::string_view>& texts);
  void store(const Node& node, const Parameter& parameter, Steps& steps);
  void store(const Node& node, const Parameter& parameter, std::optional<Steps>& steps);
  void store(const Node& node, const Parameter& parameter, std::vector<Step::Handler>& handlers);
  void store(const Node& node, const Parameter& parameter, std::vector<ThreadCall>& calls);
  void store(const Node& node, const Parameter& parameter, QueueKind& kind);
  void store(const Node& node, const Parameter& parameter, ReturnWhen& until);

  ThreadCall compile_thread_call(const Node& node);
  std::size_t compile_choice(const Node& node, std::span<const std::string_view> choices);
  const std::string& text_of(const Node& node);
  std::vector<std::string_view> texts_of(const Node& node, const char* wanted);
  const Node::Members& object_of(const Node& node, const char* wanted = "an object");
  const Node::Items& list_of(const Node& node, const char* wanted = "a list");

  std::string path() const;
  [[noreturn]] void refuse_type(const Node& node, const char* wanted);
  [[noreturn]] void refuse(std::uint32_t offset, std::string reason);

  std::string_view text_;
  std::vector<Segment> path_;
};

}  // namespace loopscope::scenario
