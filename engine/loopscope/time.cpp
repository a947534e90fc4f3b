// SPDX-License-Identifier: MIT
#include <loopscope/time.h>

#include <loopscope/errors.h>

namespace loopscope {

void detail::refuse_nan_duration() { throw ValueError("Invalid duration: NaN (not a number)"); }

}  // namespace loopscope
