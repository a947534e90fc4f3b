// SPDX-License-Identifier: MIT
#include <loopscope/detail/block_cache.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/large_array.h>

namespace loopscope::detail {

constinit FreeBlock no_block{nullptr, {0}};

namespace {

constinit FreeBlocks lists_of_nobody[block_classes];  // never written

#if defined(__SANITIZE_ADDRESS__)
constexpr bool caches_blocks = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool caches_blocks = false;
#else
constexpr bool caches_blocks = true;
#endif
#else
constexpr bool caches_blocks = true;
#endif

}  // namespace

[[gnu::tls_model("initial-exec")]] constinit thread_local FreeBlocks* free_blocks = lists_of_nobody;

namespace {

// A thread that needs much takes whole huge pages.
constexpr std::size_t small_slab = 64 * 1024;
constexpr std::size_t most_in_small_slabs = 16 * small_slab;

constexpr std::size_t size_of_class(std::size_t index) { return (index + 1) * block_step; }

/// Blocks in a batch: about a page of them.
constexpr std::size_t batch_of_class(std::size_t index) {
  return std::clamp<std::size_t>(4096 / size_of_class(index), 8, 64);
}

// What a thread keeps of a class: about 128 KiB.
constexpr std::size_t most_batches = 32;

/// Batches of one class that no thread holds just now.
struct Depot {
  std::mutex lock;             // guards the rest
  FreeBlock* full = nullptr;   // batches of exactly batch_of_class
  FreeBlock* loose = nullptr;  // single blocks, of threads that ended

  void put_batch(FreeBlock* batch) noexcept {
    const std::lock_guard guard(lock);
    batch->next_batch = full;
    full = batch;
  }
  void put_block(FreeBlock* block) noexcept {
    const std::lock_guard guard(lock);
    block->next = loose;
    loose = block;
  }
};

// Never destroyed: threads may end, and hand their blocks over, after main() has.
constinit Depot depots[block_classes];

/// The part of a slab that a thread has not carved up yet.
struct Slab {
  std::byte* at = nullptr;
  std::byte* end = nullptr;
  std::size_t in_small_slabs = 0;  // of all that the thread has had

  void renew() {
    const bool huge = in_small_slabs == most_in_small_slabs;
    const std::size_t size = huge ? huge_page : small_slab;
    at = static_cast<std::byte*>(allocate_pages(size));
    end = at + size;
    if (!huge) in_small_slabs += size;
  }
};
constinit thread_local Slab slab;

FreeBlock* take_batch(FreeBlocks& list) noexcept {
  --list.batch_count;
  return std::exchange(list.batches, list.batches->next_batch);
}

void push(FreeBlocks& list, void* block) noexcept {
  list.first = ::new (block) FreeBlock{list.first, {list.first->count + 1}};
}

/// A thread's lists, on the heap: a library that a program loads later finds little room for its static TLS
/// block. Hands the blocks over when the thread ends, whose last destructors find the lists of nobody again.
class OwnLists {
 public:
  OwnLists() : lists_(new FreeBlocks[block_classes]) {
    for (std::size_t index = 0; index < block_classes; ++index)
      lists_[index].limit = batch_of_class(index);
    free_blocks = lists_.get();
  }
  OwnLists(const OwnLists&) = delete;
  OwnLists& operator=(const OwnLists&) = delete;
  ~OwnLists() {
    free_blocks = lists_of_nobody;
    for (std::size_t index = 0; index < block_classes; ++index) {
      FreeBlocks& list = lists_[index];
      while (list.first->count > 0)
        depots[index].put_block(std::exchange(list.first, list.first->next));
      while (list.batches) depots[index].put_batch(take_batch(list));
    }
    ended = true;
  }

  /// False when the thread is at its very end.
  static bool begin() {
    if (free_blocks != lists_of_nobody) return true;
    if (ended) return false;
    static thread_local OwnLists own;
    return true;
  }

 private:
  static constinit thread_local bool ended;

  std::unique_ptr<FreeBlocks[]> lists_;
};
constinit thread_local bool OwnLists::ended = false;

void take_from_depot(FreeBlocks& list, std::size_t index) noexcept {
  Depot& depot = depots[index];
  const std::lock_guard guard(depot.lock);
  if (FreeBlock* batch = depot.full) {
    depot.full = batch->next_batch;
    list.first = batch;
    batch->count = batch_of_class(index);
    return;
  }
  while (depot.loose && list.first->count < batch_of_class(index))
    push(list, std::exchange(depot.loose, depot.loose->next));
}

/// Some blocks in a row, so that what is made together lies together.
void carve(FreeBlocks& list, std::size_t index) {
  const std::size_t size = size_of_class(index);
  const std::size_t alignment = size % cache_line == 0 ? cache_line : size % 16 == 0 ? 16 : 8;
  slab.at += -reinterpret_cast<std::uintptr_t>(slab.at) % alignment;
  if (slab.at > slab.end || static_cast<std::size_t>(slab.end - slab.at) < size) slab.renew();
  const std::size_t count =
      std::min(batch_of_class(index), static_cast<std::size_t>(slab.end - slab.at) / size);
  for (std::size_t place = count; place-- > 0;) push(list, slab.at + place * size);
  slab.at += count * size;
}

}  // namespace

void* allocate_large_block(std::size_t size) { return ::operator new(size); }

void free_large_block(void* block) noexcept { ::operator delete(block); }

void* refill_and_allocate(std::size_t index) {
  // A block of malloc is as good as one of a slab: once freed it stays in the lists.
  if (!caches_blocks || !OwnLists::begin()) return ::operator new(size_of_class(index));
  FreeBlocks& list = free_blocks[index];
  if (list.batches) {
    list.first = take_batch(list);
    list.first->count = batch_of_class(index);
  } else {
    take_from_depot(list, index);
    if (list.first->count == 0) carve(list, index);
  }
  return std::exchange(list.first, list.first->next);
}

void free_beyond_limit(void* block, std::size_t index) noexcept {
  if (!caches_blocks) return ::operator delete(block);
  if (!OwnLists::begin()) return depots[index].put_block(::new (block) FreeBlock{nullptr, {0}});
  FreeBlocks& list = free_blocks[index];
  if (list.first->count >= list.limit) {
    FreeBlock* batch = std::exchange(list.first, &no_block);
    if (list.batch_count < most_batches) {
      batch->next_batch = std::exchange(list.batches, batch);
      ++list.batch_count;
    } else {
      depots[index].put_batch(batch);
    }
  }
  push(list, block);
}

}  // namespace loopscope::detail
