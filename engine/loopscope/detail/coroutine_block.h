// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/stored.h>
#include <loopscope/detail/task_state.h>

namespace loopscope::detail {

/// A coroutine's block, so that a task needs no other:
///
///     [ value ][ BlockHeader ][ room for TaskState ][ link ][ coroutine frame ]
///
/// When a task is made, its state is built in the room. What the coroutine returns is stored in the block
/// at once: for the task, or for the coroutine that awaits it. The frame may then go first and the block
/// goes with the state; without a task the block goes with the frame.
template <class T>
struct CoroutineBlock {
  using Value = std::optional<Stored<T>>;
  static_assert(alignof(Value) <= 16, "values of more than 16 bytes alignment are not supported");

  static void* allocate(std::size_t frame_size) {
    const std::size_t size = frame + (frame_size + step - 1) / step * step;
    auto* block = static_cast<std::byte*>(allocate_block(size));
    if constexpr (!std::is_void_v<T>) new (block) Value();
    new (block + front) BlockHeader(size);
    return block + frame;
  }
  static void* state_of(void* its_frame) noexcept {
    return static_cast<std::byte*>(its_frame) - frame + state;
  }
  static Value& value_of(TaskState& task) noexcept { return value_in(block_of(&task)); }
  static Value& value_in_front_of(void* its_frame) noexcept {
    return value_in(static_cast<std::byte*>(its_frame) - frame);
  }
  static void free(void* its_state) noexcept {
    std::byte* block = block_of(its_state);
    if constexpr (!std::is_void_v<T>) std::destroy_at(&value_in(block));
    free_block(block, BlockHeader::of(its_state).block_size());
  }

 private:
  // Where things lie in the block. Frames are aligned to 16, as operator new would align them.
  static constexpr std::size_t front = std::is_void_v<T> ? 0 : (sizeof(Value) + 15) / 16 * 16;
  static constexpr std::size_t state = front + sizeof(BlockHeader);
  static constexpr std::size_t frame = state + sizeof(TaskState) + sizeof(CoroutineFrame*);
  static_assert(frame % 16 == 0);

  // Blocks whose size is not a multiple of 16 are aligned to 8 alone. A frame of such a size needs no more:
  // GCC makes the size of a frame a multiple of its alignment.
#if defined(__clang__)
  static constexpr std::size_t step = 16;
#else
  static constexpr std::size_t step = alignof(Value) > 8 ? 16 : 8;
#endif

  static std::byte* block_of(void* its_state) noexcept {
    return static_cast<std::byte*>(its_state) - state;
  }
  static Value& value_in(std::byte* block) noexcept {
    return *std::launder(reinterpret_cast<Value*>(block));
  }
};

}  // namespace loopscope::detail
