// SPDX-License-Identifier: MIT
#pragma once

/// For tests whose length is a choice: with a sanitizer everything takes ten times as long.
namespace loopscope::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

#if defined(__SANITIZE_THREAD__)
inline constexpr bool sanitizes_threads = true;
#else
inline constexpr bool sanitizes_threads = false;
#endif

}  // namespace loopscope::test
