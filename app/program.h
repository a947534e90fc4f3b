// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace loopscope::app {

/// The whole program: returns its exit status. `argv` is main()'s; of it, Qt is told the name only.
int runProgram(const QStringList& arguments, char** argv);

}  // namespace loopscope::app
