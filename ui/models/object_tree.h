// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::ui {

class ObjectTree {};

}  // namespace loopscope::ui
