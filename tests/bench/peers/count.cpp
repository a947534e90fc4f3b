// SPDX-License-Identifier: MIT
// Preloaded under python.py (with PYTHONMALLOC=malloc) it counts calls of the malloc family; the
// script reads bench_alloc_count() through ctypes.
#include <atomic>
#include <cstddef>
#include <cstdint>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

static std::atomic<std::uint64_t> count{0};
static void add() { count.fetch_add(1, std::memory_order_relaxed); }

std::uint64_t bench_alloc_count() { return count.load(); }
void* malloc(std::size_t n) noexcept { return add(), __libc_malloc(n); }
void* calloc(std::size_t a, std::size_t b) noexcept { return add(), __libc_calloc(a, b); }
void* realloc(void* p, std::size_t n) noexcept { return add(), __libc_realloc(p, n); }
void* aligned_alloc(std::size_t al, std::size_t n) noexcept {
  return add(), __libc_memalign(al, n);
}
int posix_memalign(void** out, std::size_t al, std::size_t n) noexcept {
  add();
  *out = __libc_memalign(al, n);
  return *out ? 0 : 12;
}
}
