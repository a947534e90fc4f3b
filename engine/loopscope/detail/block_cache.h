// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// Memory for frames, futures and callbacks: blocks in steps of 64 bytes up to 1 KiB, kept per
/// thread in last-in-first-out lists, so that a block is still in the cache when it is used again.
/// A block may be freed on another thread than the one that took it; each list is bounded, the rest
/// goes to malloc. Larger blocks, and all blocks under AddressSanitizer, go straight to operator
/// new.
namespace loopscope::detail {

void* allocate_block(std::size_t size);
void free_block(void* block, std::size_t size) noexcept;

}  // namespace loopscope::detail
