// SPDX-License-Identifier: MIT
#include <QStringList>

#include <loopscope/app/program.h>

int main(int argc, char** argv) {
  QStringList arguments;
  for (int i = 1; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
  return loopscope::app::runProgram(arguments, argv);
}
