// SPDX-License-Identifier: MIT
#include <loopscope/detail/build_checks.h>

#ifdef LOOPSCOPE_THREAD_SANITIZER
const char loopscope_engine_must_be_built_with_ThreadSanitizer_too = 1;
#else
const char loopscope_engine_must_be_built_without_ThreadSanitizer_too = 1;
#endif
