// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

#include <QString>
#include <QStringList>

#include <loopscope/ui/views/theme.h>

namespace loopscope::app {

/// What the program was asked to do.
struct CommandLine {
  enum class Task { show_window, help, version, list_demos };

  Task task = Task::show_window;
  QString demo;        ///< empty: none chosen
  QString file;        ///< the scenario file to load; empty: none
  QString screenshot;  ///< the PNG file to write; empty: none
  std::optional<ui::Style> style;

  // What is done before the picture is taken.
  std::chrono::milliseconds run_for{0};  ///< real time that the loop runs, then it is paused
  int steps = 0;                         ///< iterations, after that

  /// One line about what is wrong with the arguments; empty when nothing is.
  QString error;
};

/// `arguments` without the program's name; `demos` are the names that --demo accepts.
CommandLine parseCommandLine(const QStringList& arguments, const QStringList& demos);

QString helpText();

}  // namespace loopscope::app
