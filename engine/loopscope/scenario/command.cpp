// SPDX-License-Identifier: MIT
#include <loopscope/scenario/command.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <loopscope/logging.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/runner.h>

namespace loopscope::scenario {
namespace {

constexpr int succeeded = 0;
constexpr int failed = 1;
constexpr int refused = 2;

/// What is wrong with the arguments.
class WrongArguments : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct CommandLine {
  std::vector<std::string> files;
  std::optional<std::string> trace;
  RunOptions options;
  bool quiet = false;
  bool help = false;
};

class CommandLineReader {
 public:
  explicit CommandLineReader(const std::vector<std::string>& arguments) : arguments_(arguments) {}

  CommandLine read() {
    bool options_end = false;
    while (at_ < arguments_.size()) {
      const std::string argument = arguments_[at_++];
      if (options_end || !argument.starts_with("-") || argument == "-")
        line_.files.push_back(argument);
      else if (argument == "--")
        options_end = true;
      else
        option(argument);
    }
    if (line_.files.empty() && !line_.help) throw WrongArguments("no scenario file is given");
    return line_;
  }

 private:
  void option(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (name == "--clock")
      line_.options.time = time_of(value(argument, equals));
    else if (name == "--trace")
      line_.trace = value(argument, equals);
    else if (name == "--max-events")
      line_.options.limits.events = number_of(value(argument, equals));
    else if (argument == "--quiet" || argument == "-q")
      line_.quiet = true;
    else if (argument == "--help" || argument == "-h")
      line_.help = true;
    else
      throw WrongArguments("unknown option " + quoted(argument));
  }

  std::string value(const std::string& argument, std::size_t equals) {
    if (equals != argument.npos) return argument.substr(equals + 1);
    if (at_ == arguments_.size()) throw WrongArguments(argument + " needs a value");
    return arguments_[at_++];
  }

  static RunOptions::Time time_of(const std::string& text) {
    if (text == "virtual") return RunOptions::Time::virtual_;
    if (text == "steady") return RunOptions::Time::steady;
    throw WrongArguments("--clock is steady or virtual, not " + quoted(text));
  }

  static std::size_t number_of(const std::string& text) {
    std::size_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end || number == 0)
      throw WrongArguments("--max-events is a positive number, not " + quoted(text));
    return number;
  }

  const std::vector<std::string>& arguments_;
  std::size_t at_ = 0;
  CommandLine line_;
};

void complain(const std::string& text) { std::fprintf(stderr, "loopscope: %s\n", text.c_str()); }

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// Where the lines of the traces go.
class Output {
 public:
  explicit Output(const CommandLine& line)
      : trace_(line.trace.value_or("")),
        quiet_(line.quiet),
        live_(line.options.time == RunOptions::Time::steady),
        file_(line.trace ? std::fopen(line.trace->c_str(), "wb") : nullptr, &std::fclose) {
    if (line.trace && !file_)
      throw WrongArguments("the trace " + quoted(*line.trace) +
                           " cannot be written: " + std::generic_category().message(errno));
  }

  void write(const TraceEvent& event) {
    const std::string text = event.to_json() + "\n";
    if (!quiet_) write(text, stdout);
    if (file_) write(text, file_.get());
  }

  /// What could not be written and why; empty when all was.
  const std::string& finish() {
    if (std::fflush(stdout) != 0 && !quiet_) fail(stdout);
    if (file_ && std::fflush(file_.get()) != 0) fail(file_.get());
    return failure_;
  }

 private:
  void write(const std::string& text, std::FILE* stream) {
    if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) fail(stream);
    if (live_ && std::fflush(stream) != 0) fail(stream);
  }

  void fail(std::FILE* stream) {
    if (!failure_.empty()) return;
    failure_ = stream == stdout ? "the trace" : "the trace " + quoted(trace_);
    failure_ += " cannot be written: " + std::generic_category().message(errno);
  }

  std::string trace_;
  bool quiet_;
  bool live_;  // somebody watches the events as they come
  std::string failure_;
  File file_;
};

int run_file(const std::string& file, const CommandLine& line, Output& output) {
  try {
    const Scenario scenario = Scenario::load(file);
    const auto sink = [&](const TraceEvent& event) { output.write(event); };
    const RunResult result = run(scenario, sink, line.options);
    if (!result.limit.empty())
      complain(Refusal(file, {}, {},
                       "the trace ends early: the run went past the limit of " + result.limit)
                   .what());
    return result.succeeded && result.limit.empty() ? succeeded : failed;
  } catch (const Refusal& refusal) {
    output.finish();  // in the order of the files
    complain(refusal.what());
    return refused;
  }
}

int run_files(const CommandLine& line) {
  Output output(line);
  int status = succeeded;
  for (const std::string& file : line.files)
    status = std::max(status, run_file(file, line, output));
  if (const std::string& failure = output.finish(); !failure.empty()) {
    complain("run: " + failure);
    return refused;
  }
  return status;
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  try {
    const CommandLine line = CommandLineReader(arguments).read();
    // What the engine says of tasks and errors that are left over is no news to who reads the trace.
    set_log_sink([](LogLevel, std::string_view) {});
    if (!line.help) return run_files(line);
    std::fputs(run_command_help(), stdout);
    return succeeded;
  } catch (const WrongArguments& wrong) {
    complain(std::string("run: ") + wrong.what());
    return refused;
  }
}

const char* run_command_help() noexcept {
  return "Usage: loopscope run [options] FILE...\n"
         "Run scenario files without a window and print the trace of each, one JSON object a line.\n"
         "\n"
         "  --clock steady|virtual  real time, or a clock that jumps to the next timer (default)\n"
         "  --trace FILE            write the traces to this file too\n"
         "  --max-events N          end a run at so many events (20000)\n"
         "  -q, --quiet             print no trace\n"
         "  -h, --help              show this help and end\n"
         "\n"
         "Exit status: 0 when each root task ended with a result, 1 when one ended otherwise, waits\n"
         "for ever or ran past a limit, 2 when the arguments or a file are wrong.\n";
}

}  // namespace loopscope::scenario
