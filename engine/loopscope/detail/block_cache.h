// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>

/// Memory for frames, futures, calls and callbacks. Blocks come in classes of 8 bytes up to 1 KiB,
/// without headers, carved from slabs; a block whose size is a multiple of 16, or of 64, is aligned to
/// that. Each thread keeps a list of free blocks for each class, last in, first out, so that a block is
/// still in the cache when it is used again; taking and freeing one are a few instructions. A list that
/// has grown to a batch is put aside, whole; of the thread's many batches the newest goes to a depot
/// that all threads share, one lock a batch:
///
///     thread that frees ── batch ──▶ depot ── batch ──▶ thread that takes ◀── carved from a slab
///
/// so that a flood of calls from one thread to another needs no malloc once it is warm. Slabs are kept
/// for the process's next peak. Larger blocks go straight to operator new. So do all blocks where the library
/// is built with AddressSanitizer, which would see no misuse of a block otherwise: the lists stay empty and
/// full then, and these functions, which are compiled into the user's program with or without it, leave each
/// block to the library.
namespace loopscope::detail {

inline constexpr std::size_t block_step = 8;
inline constexpr std::size_t largest_block = 1024;
inline constexpr std::size_t block_classes = largest_block / block_step;

/// What lies in a free block: at least two words.
struct FreeBlock {
  FreeBlock* next;
  union {
    std::size_t count;      // of the blocks from here to the end of the list
    FreeBlock* next_batch;  // of the first block of a batch that was put aside
  };
};

/// The end of every list. Never written.
extern constinit FreeBlock no_block;

/// A thread's free blocks of one class. Each knows how many lie behind it, so that to take one writes
/// a single word.
struct FreeBlocks {
  FreeBlock* first = &no_block;
  std::size_t limit = 0;         // a batch; 0 of nobody's
  FreeBlock* batches = nullptr;  // full ones, the newest first
  std::size_t batch_count = 0;
};

/// The thread's lists; of a thread that has freed and taken none yet, lists of nobody, which are empty and
/// full. A pointer in the static TLS block, because the compiler takes all else for a call in code for
/// shared libraries.
[[gnu::tls_model("initial-exec")]] extern constinit thread_local FreeBlocks* free_blocks;

// Not inline: GCC would warn of a coroutine with a large frame that its promise's operator delete is called
// for what the global operator new gave.
void* allocate_large_block(std::size_t size);
void free_large_block(void* block) noexcept;

void* refill_and_allocate(std::size_t index);
void free_beyond_limit(void* block, std::size_t index) noexcept;

inline std::size_t block_class(std::size_t size) noexcept {
  return (size < sizeof(FreeBlock) ? sizeof(FreeBlock) - 1 : size - 1) / block_step;
}

/// Throws std::bad_alloc.
inline void* allocate_block(std::size_t size) {
  const std::size_t index = block_class(size);
  if (index >= block_classes) return allocate_large_block(size);
  FreeBlocks& list = free_blocks[index];
  FreeBlock* block = list.first;
  if (block->count == 0) [[unlikely]]
    return refill_and_allocate(index);
  list.first = block->next;
  return block;
}

/// Any thread.
inline void free_block(void* block, std::size_t size) noexcept {
  const std::size_t index = block_class(size);
  if (index >= block_classes) return free_large_block(block);
  FreeBlocks& list = free_blocks[index];
  const std::size_t count = list.first->count;
  if (count >= list.limit) [[unlikely]]
    return free_beyond_limit(block, index);
  list.first = ::new (block) FreeBlock{list.first, {count + 1}};
}

}  // namespace loopscope::detail
