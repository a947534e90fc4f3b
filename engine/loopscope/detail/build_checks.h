// SPDX-License-Identifier: MIT
#pragma once

// What a program that uses the engine has to be built with.
#if !defined(__GXX_RTTI)
#error "Loopscope needs run-time type information: build without -fno-rtti"
#endif
#if !defined(__cpp_exceptions)
#error "Loopscope needs exceptions: build without -fno-exceptions"
#endif
#if !defined(__cpp_impl_coroutine)
#error "Loopscope needs C++20: build with -std=c++20 (GCC 12 or later, Clang 16 or later)"
#endif

#if defined(__SANITIZE_THREAD__)
#define LOOPSCOPE_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LOOPSCOPE_THREAD_SANITIZER
#endif
#endif

/// ThreadSanitizer has to see both sides of each synchronisation, so the engine and the program are built with it
/// or both without. A mixture does not link: the symbol that it misses says why. (AddressSanitizer and
/// UndefinedBehaviorSanitizer mix.)
extern "C" {
#ifdef LOOPSCOPE_THREAD_SANITIZER
extern const char loopscope_engine_must_be_built_with_ThreadSanitizer_too;
#else
extern const char loopscope_engine_must_be_built_without_ThreadSanitizer_too;
#endif
}

namespace loopscope::detail {

#ifdef LOOPSCOPE_THREAD_SANITIZER
[[gnu::used]] inline const char* const built_alike =
    &loopscope_engine_must_be_built_with_ThreadSanitizer_too;
#else
[[gnu::used]] inline const char* const built_alike =
    &loopscope_engine_must_be_built_without_ThreadSanitizer_too;
#endif

}  // namespace loopscope::detail
