// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::app {

/// Whether Qt can be expected to find a display, or has been told which platform to use.
bool hasDisplay();

/// The line for people without one: what is missing, and the ways out.
const char* noDisplayText();

/// While one of these lives, a platform that fails to start ends the program with noDisplayText()
/// and exit status 3 instead of Qt's own message and a core dump. What the offscreen platform says
/// about its own limits is not passed on.
class PlatformGuard {
 public:
  PlatformGuard();
  ~PlatformGuard();
  PlatformGuard(const PlatformGuard&) = delete;
  PlatformGuard& operator=(const PlatformGuard&) = delete;
};

}  // namespace loopscope::app
