// SPDX-License-Identifier: MIT
// Coroutines and their tasks share a block, whatever the size of the frame and the alignment of the value.
#include "support.h"

#include <array>
#include <cstdint>
#include <numeric>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Keeps `size` bytes in its frame across an await.
template <std::size_t size, class T>
Coro<T> hold(Future<void> until) {
  std::array<unsigned char, size> bytes;
  std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(1));
  co_await until;
  T sum = 0;
  for (const unsigned char byte : bytes) sum += static_cast<T>(byte);
  co_return sum;
}

template <std::size_t size, class T>
Coro<T> hold_below(Future<void> until) {
  co_return co_await hold<size, T>(std::move(until));
}

template <std::size_t size>
std::uint64_t expected() {
  std::uint64_t sum = 0;
  for (std::size_t i = 1; i <= size; ++i) sum += i % 256;
  return sum;
}

template <std::size_t size>
void run_to_the_end() {
  VirtualLoop loop;
  const Future<void> until = loop.create_future<void>();
  const Task<std::uint64_t> task = loop.create_task(hold<size, std::uint64_t>(until));
  const Task<std::uint64_t> below = loop.create_task(hold_below<size, std::uint64_t>(until));
  const Task<long double> aligned = loop.create_task(hold_below<size, long double>(until));
  run_iterations(loop);
  until.set_result();
  run_iterations(loop, 2);
  QCOMPARE(task.result(), expected<size>());
  QCOMPARE(below.result(), expected<size>());
  QCOMPARE(aligned.result(), static_cast<long double>(expected<size>()));
  QCOMPARE(reinterpret_cast<std::uintptr_t>(&aligned.result()) % alignof(long double),
           std::uintptr_t{0});
}

template <std::size_t size>
void end_early() {
  VirtualLoop loop;
  const Future<void> until = loop.create_future<void>();
  const Task<std::uint64_t> cancelled = loop.create_task(hold<size, std::uint64_t>(until));
  const Task<long double> pending = loop.create_task(hold_below<size, long double>(until));
  run_iterations(loop);
  cancelled.cancel();
  run_iterations(loop, 2);
  QVERIFY(cancelled.cancelled());
  hold<size, long double>(until).close();  // its body never runs
}

struct alignas(16) Wide {
  unsigned char bytes[16];
};

/// Whether a local variable has the alignment that its type asks for, in a frame of various sizes.
template <std::size_t size, class T>
Coro<T> has_aligned_local(Future<void> until, bool& aligned) {
  Wide local{};
  std::array<unsigned char, size> other{};
  co_await until;
  aligned = reinterpret_cast<std::uintptr_t>(&local) % 16 == 0 && other[0] == local.bytes[0];
  if constexpr (!std::is_void_v<T>) co_return T{};
}

template <std::size_t size, class T>
bool local_is_aligned() {
  VirtualLoop loop;
  const Future<void> until = loop.create_future<void>();
  bool first = false;
  bool second = false;
  static_cast<void>(loop.create_task(has_aligned_local<size, T>(until, first)));
  static_cast<void>(loop.create_task(has_aligned_local<size, T>(until, second)));
  run_iterations(loop);
  until.set_result();
  run_iterations(loop);
  return first && second;
}

}  // namespace

class FrameTest : public QObject {
  Q_OBJECT

 private slots:
  void aCoroutineOfAnySizeRunsToItsEnd() {
    run_to_the_end<1>();
    run_to_the_end<100>();
    run_to_the_end<700>();  // about as large as blocks that are kept for reuse
    run_to_the_end<800>();
    run_to_the_end<900>();
    run_to_the_end<1000>();
    run_to_the_end<20'000>();
  }

  void aLocalHasItsAlignmentInAFrameOfAnySize() {
    QVERIFY((local_is_aligned<1, void>()));
    QVERIFY((local_is_aligned<8, void>()));
    QVERIFY((local_is_aligned<16, void>()));
    QVERIFY((local_is_aligned<24, void>()));
    QVERIFY((local_is_aligned<1, int>()));
    QVERIFY((local_is_aligned<8, int>()));
    QVERIFY((local_is_aligned<8, std::array<int, 3>>()));
    QVERIFY((local_is_aligned<16, std::array<char, 40>>()));
  }

  void aCoroutineOfAnySizeMayEndEarly() {
    end_early<1>();
    end_early<800>();
    end_early<1000>();
    end_early<20'000>();
  }
};

QTEST_APPLESS_MAIN(FrameTest)
#include "frame_test.moc"
