// SPDX-License-Identifier: MIT
#include <loopscope/detail/block_cache.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/large_array.h>

namespace loopscope::detail {

constinit FreeBlock no_block{nullptr, {0}};

namespace {

constinit FreeBlocks lists_of_nobody[block_classes];  // never written
constinit thread_local FreeBlocks own_lists[block_classes];

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

/// Hands a thread's blocks over when it ends; those that it frees afterwards go to the depot singly.
struct HandOver {
  HandOver() {
    for (std::size_t index = 0; index < block_classes; ++index)
      own_lists[index].limit = batch_of_class(index);
  }
  ~HandOver() {
    for (std::size_t index = 0; index < block_classes; ++index) {
      FreeBlocks& list = own_lists[index];
      list.limit = 0;
      while (list.first->count > 0)
        depots[index].put_block(std::exchange(list.first, list.first->next));
      while (list.batches) depots[index].put_batch(take_batch(list));
    }
  }
};

/// Gives the thread its lists, once; their limits stay 0 when it ends and its last destructors run.
void begin_thread() {
  if (std::exchange(free_blocks, own_lists) == own_lists) return;
  static thread_local HandOver hand_over_at_end;
}

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
  begin_thread();
  FreeBlocks& list = own_lists[index];
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
  begin_thread();
  FreeBlocks& list = own_lists[index];
  if (list.limit == 0) return depots[index].put_block(::new (block) FreeBlock{nullptr, {0}});
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
