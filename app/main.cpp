// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <loopscope/scenario/command.h>

namespace {

constexpr int no_window = 3;

/// Becomes the program with the window, which lies beside this one. Returns only when it cannot.
int become_inspector(char** argv) {
  std::error_code unknown;  // then it is looked for where the person is
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const std::string inspector = self.parent_path() / "loopscope-inspector";
  execv(inspector.c_str(), argv);
  const std::string reason = std::generic_category().message(errno);
  std::fprintf(stderr, "loopscope: the window's program '%s' cannot be started: %s\n",
               inspector.c_str(), reason.c_str());
  return no_window;
}

}  // namespace

/// Two programs in one command: `run` needs neither a display nor a library for one, so this program
/// links to none; all the rest is the inspector's.
int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (arguments.empty() || arguments.front() != "run") return become_inspector(argv);
  return loopscope::scenario::run_command({arguments.begin() + 1, arguments.end()});
}
