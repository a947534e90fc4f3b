// SPDX-License-Identifier: MIT
#include <ui/store/store.h>

namespace loopscope::ui {

class StoreParts {};

Store::Store() : parts_(std::make_unique<StoreParts>()) {}
Store::~Store() = default;

}  // namespace loopscope::ui
