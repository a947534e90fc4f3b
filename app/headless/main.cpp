// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <loopscope/scenario/command.h>

/// `loopscope-run FILE…`: what `loopscope run FILE…` does, on machines without Qt's windows.
int main(int argc, char** argv) {
  return loopscope::scenario::run_command(std::vector<std::string>(argv + 1, argv + argc));
}
