// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace loopscope::scenario {

/// `loopscope run`: runs scenario files one after the other and prints their traces, as its help text
/// says. `arguments` come after "run". Gives the exit status.
int run_command(const std::vector<std::string>& arguments);

/// What `loopscope run --help` prints.
const char* run_command_help() noexcept;

}  // namespace loopscope::scenario
