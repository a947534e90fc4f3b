// SPDX-License-Identifier: MIT
// W4 and W5.
#include "asio.h"

namespace {

// (a) async_initiate: OneShot
template <class E>
net::awaitable<void, E> cycles(net::io_context& io, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    OneShot<E> f;
    net::post(io, [s = &f] { s->resolve(1); });
    const int v = co_await f.wait();
    sum += v;
  }
}

// (b) a steady_timer that never expires, cancelled to wake its waiter
template <class E>
net::awaitable<void, E> timer_cycles(net::io_context& io, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    net::steady_timer t(io, net::steady_timer::time_point::max());
    int value = 0;
    net::post(io, [tp = &t, vp = &value] {
      *vp = 1;
      tp->cancel();
    });
    error_code ec;
    co_await t.async_wait(net::redirect_error(use<E>, ec));
    sum += value;
  }
}

#ifndef PEER_BOOST
// (c) experimental::promise
template <class E>
net::awaitable<void, E> promise_cycles(net::io_context& io, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    PromiseHandler resolve{net::any_io_executor(io.get_executor())};
    Promise p = resolve.make_promise();
    net::post(io, [r = &resolve] { (*r)(1); });
    const int v = co_await p.async_wait(use<E>);
    sum += v;
  }
}
#endif

template <class E, class Make>
void w4_run(const Case& c, uint64_t n, Make make) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    uint64_t sum = 0;
    net::co_spawn(E(l.io.get_executor()), make(l.io, k, sum), net::detached);
    Meter m;
    m.start();
    l.io.run();
    m.stop();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

void w4_initiate(const Case& c, uint64_t n) { w4_run<Ex>(c, n, cycles<Ex>); }
void w4_initiate_any(const Case& c, uint64_t n) {
  w4_run<net::any_io_executor>(c, n, cycles<net::any_io_executor>);
}
void w4_timer(const Case& c, uint64_t n) { w4_run<Ex>(c, n, timer_cycles<Ex>); }
#ifndef PEER_BOOST
void w4_promise(const Case& c, uint64_t n) {
  w4_run<net::any_io_executor>(c, n, promise_cycles<net::any_io_executor>);
}
#endif

template <class E>
net::awaitable<int, E> child(net::io_context& io, int i) {
  co_await net::post(io, use<E>);
  co_return i;
}

template <class E>
void w5_spawn(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    malloc_trim(0);
    bench::reset_peak_rss();
    const double rss0 = bench::rss_bytes();
    Loop l(wants_reactor(c));
    uint64_t sum = 0, done = 0;
    Meter m;
    net::post(l.io, [&] {
      m.start();
      for (uint64_t i = 0; i < k; ++i)
        net::co_spawn(E(l.io.get_executor()), child<E>(l.io, int(i)),
                      [&](std::exception_ptr, int v) {
                        sum += v;
                        if (++done == k) m.stop();
                      });
    });
    l.io.run();
    if (sum != k * (k - 1) / 2) std::abort();
    if (k == n)
      Out(c.workload, c.peer, k)
          .meter(m)
          .bytes(bench::peak_rss_bytes() - rss0)
          .add("peak_rss_mb", bench::peak_rss_bytes() / 1e6)
          .print();
  }
}

}  // namespace

Cases coroutines() {
  return {
      {"w4_await", NAME " async_initiate", 200000, w4_initiate},
      {"w4_await", NAME "+reactor async_initiate", 200000, w4_initiate},
      {"w4_await", NAME " async_initiate, any_io_executor", 200000, w4_initiate_any},
      {"w4_await", NAME " steady_timer cancel", 200000, w4_timer},
#ifndef PEER_BOOST
      {"w4_await", NAME " experimental::promise", 200000, w4_promise},
#endif
      {"w5_spawn", NAME " co_spawn", 100000, w5_spawn<Ex>},
      {"w5_spawn", NAME "+reactor co_spawn", 100000, w5_spawn<Ex>},
      {"w5_spawn", NAME " co_spawn, any_io_executor", 100000, w5_spawn<net::any_io_executor>},
  };
}
