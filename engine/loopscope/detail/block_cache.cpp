// SPDX-License-Identifier: MIT
#include <loopscope/detail/block_cache.h>

#include <new>

namespace loopscope::detail {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool caching = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool caching = false;
#else
constexpr bool caching = true;
#endif
#else
constexpr bool caching = true;
#endif

constexpr std::size_t step = 64;
constexpr std::size_t classes = 16;
constexpr std::size_t blocks_per_list = 4096;

struct Free {
  Free* next;
};

struct List {
  Free* first = nullptr;
  std::size_t count = 0;
};

// Plain data, so that access needs no guard; freed by the Cleanup below.
constinit thread_local List lists[classes];
constinit thread_local bool thread_ends = false;

struct Cleanup {
  ~Cleanup() {
    thread_ends = true;
    for (List& list : lists) {
      while (Free* block = list.first) {
        list.first = block->next;
        ::operator delete(block);
      }
    }
  }
};

void register_cleanup() { static thread_local Cleanup cleanup; }

constexpr std::size_t class_of(std::size_t size) { return (size - 1) / step; }

}  // namespace

void* allocate_block(std::size_t size) {
  const std::size_t index = class_of(size);
  if (!caching || index >= classes) return ::operator new(size);
  List& list = lists[index];
  if (Free* block = list.first) {
    list.first = block->next;
    --list.count;
    return block;
  }
  return ::operator new((index + 1) * step);
}

void free_block(void* block, std::size_t size) noexcept {
  const std::size_t index = class_of(size);
  if (!caching || index >= classes) return ::operator delete(block);
  List& list = lists[index];
  if (list.count == blocks_per_list || thread_ends) return ::operator delete(block);
  if (!list.first) register_cleanup();
  list.first = new (block) Free{list.first};
  ++list.count;
}

}  // namespace loopscope::detail
