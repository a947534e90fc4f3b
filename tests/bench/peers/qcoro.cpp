// SPDX-License-Identifier: MIT
// QCoro 0.8 (Debian's) on QCoreApplication.
#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QFuture>
#include <QPromise>

#include <qcoro/qcorofuture.h>
#include <qcoro/qcorotask.h>

#include "../counted_malloc.h"
#include "../harness.h"

namespace {

using bench::Case;
using bench::Meter;
using bench::Out;
using std::uint64_t;

std::string label(const Case& c) {
  const QByteArray d = QAbstractEventDispatcher::instance()->metaObject()->className();
  return std::string(c.peer) + (d.contains("Glib") ? " [glib]" : " [unix]");
}

void invoke(QObject* o, auto f) {
  QMetaObject::invokeMethod(o, std::move(f), Qt::QueuedConnection);
}

// --- W4 ----------------------------------------------------------------------
QCoro::Task<void> cycles(QObject* ctx, uint64_t n, uint64_t& sum, Meter& m) {
  m.start();
  for (uint64_t i = 0; i < n; ++i) {
    QPromise<int> p;
    p.start();
    invoke(ctx, [&p] {
      p.addResult(1);
      p.finish();
    });
    const int v = co_await p.future();
    sum += v;
  }
  m.stop();
  QCoreApplication::quit();
}

void w4_future(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    uint64_t sum = 0;
    Meter m;
    invoke(&ctx, [&] { cycles(&ctx, k, sum, m); });
    QCoreApplication::exec();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, label(c), k).meter(m).print();
  }
}

// --- W5: QCoro has no "yield to the loop", so the awaiter is this program's ---
struct Yield {
  QObject* ctx;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    invoke(ctx, [h] { h.resume(); });
  }
  void await_resume() const noexcept {}
};

QCoro::Task<int> child(QObject* ctx, int i) {
  co_await Yield{ctx};
  co_return i;
}

QCoro::Task<void> spawn_all(QObject* ctx, uint64_t n, uint64_t& sum, Meter& m) {
  m.start();
  std::vector<QCoro::Task<int>> tasks;
  for (uint64_t i = 0; i < n; ++i) tasks.push_back(child(ctx, int(i)));
  for (auto& t : tasks) sum += co_await t;
  m.stop();
  QCoreApplication::quit();
}

void w5_spawn(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    malloc_trim(0);
    bench::reset_peak_rss();
    const double rss0 = bench::rss_bytes();
    uint64_t sum = 0;
    Meter m;
    invoke(&ctx, [&] { spawn_all(&ctx, k, sum, m); });
    QCoreApplication::exec();
    if (sum != k * (k - 1) / 2) std::abort();
    if (k == n)
      Out(c.workload, label(c), k)
          .meter(m)
          .bytes(bench::peak_rss_bytes() - rss0)
          .add("peak_rss_mb", bench::peak_rss_bytes() / 1e6)
          .print();
  }
}

// --- W6 ----------------------------------------------------------------------
uint64_t w6_hits = 0;

QCoro::Task<void> waiter(QFuture<int> f) { w6_hits += co_await f; }

void w6_pending(const Case& c, uint64_t n) {
  malloc_trim(0);
  const double rss0 = bench::rss_bytes(), heap0 = bench::heap_bytes();
  Meter m;
  m.start();
  std::vector<QPromise<int>> v(n);
  for (auto& p : v) {
    p.start();
    waiter(p.future());
  }
  m.stop();
  Out(c.workload, label(c), n)
      .meter(m)
      .bytes(bench::rss_bytes() - rss0)
      .add("heap_bytes_per_item", (bench::heap_bytes() - heap0) / double(n))
      .print();
  std::_Exit(0);
}

// --- W9 ----------------------------------------------------------------------
constexpr uint64_t kLevels = 100;

QCoro::Task<int> nest(uint64_t depth) {
  if (depth == 0) co_return 1;
  co_return co_await nest(depth - 1) + 1;
}

QCoro::Task<void> nests(uint64_t times, uint64_t& sum, Meter& m) {
  m.start();
  for (uint64_t i = 0; i < times; ++i) sum += co_await nest(kLevels - 1);
  m.stop();
  QCoreApplication::quit();
}

void w9_nest(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    uint64_t sum = 0;
    Meter m;
    invoke(&ctx, [&] { nests(k / kLevels, sum, m); });
    QCoreApplication::exec();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, label(c), k).meter(m).print();
  }
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  return bench::main_with(
      {
          {"w4_await", "QCoro co_await QFuture", 200000, w4_future},
          {"w5_spawn", "QCoro::Task", 100000, w5_spawn},
          {"w9_nest", "QCoro::Task", 1000000, w9_nest},
          {"w6_pending", "QCoro::Task in co_await QFuture", 200000, w6_pending},
      },
      argc, argv);
}
