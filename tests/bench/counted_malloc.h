// SPDX-License-Identifier: MIT
// Replaces the allocation functions: operator new and the malloc family (which libuv, GLib, Qt's
// containers and asio's aligned_new call) feed one counter and go straight to glibc, so a `new` is
// counted once. Frees are not counted. Exactly one source of a program includes this.
#pragma once

#include <cstddef>
#include <new>

#include "harness.h"

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}
// --- the replaced allocation functions ---------------------------------------
extern "C" {
void* malloc(std::size_t n) noexcept {
  bench::count_alloc();
  return __libc_malloc(n);
}
void* calloc(std::size_t a, std::size_t b) noexcept {
  bench::count_alloc();
  return __libc_calloc(a, b);
}
void* realloc(void* p, std::size_t n) noexcept {
  bench::count_alloc();
  return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t al, std::size_t n) noexcept {
  bench::count_alloc();
  return __libc_memalign(al, n);
}
int posix_memalign(void** out, std::size_t al, std::size_t n) noexcept {
  bench::count_alloc();
  *out = __libc_memalign(al, n);
  return *out ? 0 : 12;
}
}

void* operator new(std::size_t n) {
  bench::count_alloc();
  if (void* p = __libc_malloc(n)) return p;
  throw std::bad_alloc();
}
void* operator new[](std::size_t n) { return operator new(n); }
void* operator new(std::size_t n, std::align_val_t al) {
  bench::count_alloc();
  if (void* p = __libc_memalign(std::size_t(al), n)) return p;
  throw std::bad_alloc();
}
void* operator new[](std::size_t n, std::align_val_t al) { return operator new(n, al); }
void operator delete(void* p) noexcept { __libc_free(p); }
void operator delete[](void* p) noexcept { __libc_free(p); }
void operator delete(void* p, std::size_t) noexcept { __libc_free(p); }
void operator delete[](void* p, std::size_t) noexcept { __libc_free(p); }
void operator delete(void* p, std::align_val_t) noexcept { __libc_free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { __libc_free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { __libc_free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { __libc_free(p); }
