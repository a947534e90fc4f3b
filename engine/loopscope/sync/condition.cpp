// SPDX-License-Identifier: MIT
#include <loopscope/sync/condition.h>

namespace loopscope {

template class BasicCondition<Lock>;

}  // namespace loopscope
