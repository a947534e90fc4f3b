// SPDX-License-Identifier: MIT
// W4 and W6.
#include "qt.h"

#include <QFuture>
#include <QPromise>

#include <optional>

namespace {

// W4 has no coroutine; each continuation on the context starts the next cycle. On the context's own thread then(context) runs inside finish(), not queued,
// so the resolver keeps the promise alive in a local while the next one is made.
struct Chain {
  QObject* ctx;
  uint64_t n, i = 0, sum = 0;
  std::optional<QPromise<int>> p{};
  Meter m{};
  void cycle() {
    if (i == 0) m.start();
    if (i++ == n) {
      m.stop();
      return QCoreApplication::quit();
    }
    p.emplace();
    p->start();
    invoke(ctx, [this] {
      QPromise<int> q = std::move(*p);
      q.addResult(1);
      q.finish();
    });
    p->future().then(ctx, [this](int v) {
      sum += v;
      cycle();
    });
  }
};

void w4_then(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    Chain ch{&ctx, k};
    invoke(&ctx, [&] { ch.cycle(); });
    QCoreApplication::exec();
    if (ch.sum != k) std::abort();
    if (k == n) Out(c.workload, label(c), k).meter(ch.m).print();
  }
}

uint64_t w6_hits = 0;

template <bool Context>
void w6_then(const Case& c, uint64_t n) {
  QObject ctx;
  malloc_trim(0);
  const double rss0 = bench::rss_bytes(), heap0 = bench::heap_bytes();
  Meter m;
  m.start();
  std::vector<QPromise<int>> v(n);
  for (auto& p : v) {
    p.start();
    if constexpr (Context)
      p.future().then(&ctx, [](int x) { w6_hits += x; });
    else
      p.future().then([](int x) { w6_hits += x; });
  }
  m.stop();
  Out(c.workload, label(c), n)
      .meter(m)
      .bytes(bench::rss_bytes() - rss0)
      .add("heap_bytes_per_item", (bench::heap_bytes() - heap0) / double(n))
      .print();
  std::_Exit(0);
}

}  // namespace

Cases futures() {
  return {
      {"w4_await", "QFuture::then(context)", 200000, w4_then},
      {"w6_pending", "QPromise + then(fn)", 1000000, w6_then<false>},
      {"w6_pending", "QPromise + then(context, fn)", 1000000, w6_then<true>},
  };
}
