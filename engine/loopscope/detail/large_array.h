// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <type_traits>

namespace loopscope::detail {

/// Memory, not initialised, that begins with a cache line. Two MiB and more are whole huge pages where
/// the system has them: each is one page fault instead of 512, and one entry of the TLB. To be given
/// back with std::free. Throws std::bad_alloc.
void* allocate_pages(std::size_t size);

inline constexpr std::size_t huge_page = std::size_t{2} << 20;

struct FreePages {
  void operator()(void* memory) const noexcept { std::free(memory); }
};
template <class T>
using LargeArray = std::unique_ptr<T[], FreePages>;

/// For plain data, which is copied and dropped byte by byte.
template <class T>
LargeArray<T> make_large_array(std::size_t count) {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  return LargeArray<T>(static_cast<T*>(allocate_pages(count * sizeof(T))));
}

/// How large an array of this size in bytes becomes when it is full: twice as large, and a huge page once
/// it is no longer small.
constexpr std::size_t grown(std::size_t size) noexcept {
  constexpr std::size_t small = 64 * 1024;
  return size >= small && size < huge_page ? huge_page : 2 * size;
}

}  // namespace loopscope::detail
