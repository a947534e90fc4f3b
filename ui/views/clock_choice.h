// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::ui {

/// The clock that a person wants a program to start with: real time, whose speed can be set and which
/// stands still while the loop is paused; real time as it is; or a clock that jumps to the next timer.
enum class ClockChoice { scaled, steady, jumping };

}  // namespace loopscope::ui
