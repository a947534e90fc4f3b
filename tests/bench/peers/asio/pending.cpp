// SPDX-License-Identifier: MIT
// W6.
#include "asio.h"

namespace {

template <class Build>
void w6_run(const Case& c, uint64_t n, Build build) {
  Loop l(true);
  malloc_trim(0);
  const double rss0 = bench::rss_bytes(), heap0 = bench::heap_bytes();
  Meter m;
  m.start();
  auto keep = build(l.io, n);
  m.stop();
  Out(c.workload, c.peer, n)
      .meter(m)
      .bytes(bench::rss_bytes() - rss0)
      .add("heap_bytes_per_item", (bench::heap_bytes() - heap0) / double(n))
      .print();
  std::_Exit(0);  // tearing a million waiters down is not measured
}

uint64_t w6_hits = 0;

void w6_timer(const Case& c, uint64_t n) {
  w6_run(c, n, [](net::io_context& io, uint64_t k) {
    std::vector<net::steady_timer> v;
    v.reserve(k);
    for (uint64_t i = 0; i < k; ++i) {
      v.emplace_back(io, net::steady_timer::time_point::max());
      v.back().async_wait([](error_code) { ++w6_hits; });
    }
    return v;
  });
}

void w6_coro(const Case& c, uint64_t n)  // a spawned coroutine suspended in (a) of W4
{
  w6_run(c, n, [](net::io_context& io, uint64_t k) {
    std::vector<OneShot<Ex>> v(k);
    auto waiter = [](OneShot<Ex>& f) -> net::awaitable<void, Ex> { w6_hits += co_await f.wait(); };
    net::post(io, [&] {  // from inside the loop, where co_spawn may start the coroutine at once
      for (uint64_t i = 0; i < k; ++i)
        net::co_spawn(io.get_executor(), waiter(v[i]), net::detached);
    });
    io.poll();
    return v;
  });
}

#ifndef PEER_BOOST
void w6_promise(const Case& c, uint64_t n) {
  w6_run(c, n, [](net::io_context& io, uint64_t k) {
    std::vector<std::pair<PromiseHandler, Promise>> v;
    v.reserve(k);
    for (uint64_t i = 0; i < k; ++i) {
      PromiseHandler h{net::any_io_executor(io.get_executor())};
      auto p = h.make_promise();
      v.emplace_back(std::move(h), std::move(p));
      v.back().second.async_wait([](int x) { w6_hits += x; });
    }
    return v;
  });
}
#endif

}  // namespace

Cases pending() {
  return {
      {"w6_pending", NAME " steady_timer + async_wait", 1000000, w6_timer},
      {"w6_pending", NAME " coroutine in async_initiate", 1000000, w6_coro},
#ifndef PEER_BOOST
      {"w6_pending", NAME " experimental::promise + async_wait", 1000000, w6_promise},
#endif
  };
}
