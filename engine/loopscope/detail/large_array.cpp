// SPDX-License-Identifier: MIT
#include <loopscope/detail/large_array.h>

#include <new>

#include <loopscope/detail/cache_line.h>

#include <sys/mman.h>

namespace loopscope::detail {

void* allocate_pages(std::size_t size) {
  const std::size_t unit = size < huge_page ? cache_line : huge_page;
  const std::size_t whole = (size + unit - 1) / unit * unit;
  void* memory = std::aligned_alloc(unit, whole);
  if (!memory) throw std::bad_alloc();
  if (unit == huge_page) ::madvise(memory, whole, MADV_HUGEPAGE);  // a hint: it may have no effect
  return memory;
}

}  // namespace loopscope::detail
