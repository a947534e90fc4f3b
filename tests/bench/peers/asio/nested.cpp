// SPDX-License-Identifier: MIT
// W9: awaitables that await awaitables, and a cancellation that goes through all of them (per-operation
// cancellation, which Boost 1.74 does not have yet). W10's queue is experimental::channel.
#include "asio.h"

#ifndef PEER_BOOST
#include <asio/experimental/channel.hpp>
#endif

namespace {

constexpr uint64_t kLevels = 100;

template <class E>
net::awaitable<int, E> nest(uint64_t depth) {
  if (depth == 0) co_return 1;
  co_return co_await nest<E>(depth - 1) + 1;
}

template <class E>
net::awaitable<void, E> nests(uint64_t times, uint64_t& sum) {
  for (uint64_t i = 0; i < times; ++i) sum += co_await nest<E>(kLevels - 1);
}

template <class E>
void w9_nest(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    uint64_t sum = 0;
    net::co_spawn(E(l.io.get_executor()), nests<E>(k / kLevels, sum), net::detached);
    Meter m;
    m.start();
    l.io.run();
    m.stop();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

#ifndef PEER_BOOST
// All levels in one coroutine thread; the error of the innermost operation is thrown through them.
net::awaitable<void, Ex> wait_below(net::steady_timer& t, uint64_t depth) {
  if (depth == 0)
    co_await t.async_wait(use<Ex>);
  else
    co_await wait_below(t, depth - 1);
}

// The same, with the error handed up as a value.
net::awaitable<error_code, Ex> wait_below_code(net::steady_timer& t, uint64_t depth) {
  error_code ec;
  if (depth == 0)
    co_await t.async_wait(net::redirect_error(use<Ex>, ec));
  else
    ec = co_await wait_below_code(t, depth - 1);
  co_return ec;
}

// A coroutine thread of its own at each level: what a task that awaits a task is.
net::awaitable<void, Ex> spawn_below(net::io_context& io, net::steady_timer& t, uint64_t depth) {
  if (depth == 0)
    co_await t.async_wait(use<Ex>);
  else
    co_await net::co_spawn(io.get_executor(), spawn_below(io, t, depth - 1), use<Ex>);
}

template <class Below>
void w9_cancel_run(const Case& c, uint64_t n, Below below) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(true);
    Meter total;
    uint64_t cancelled = 0;
    for (uint64_t i = 0; i < k / kLevels; ++i) {
      net::cancellation_signal signal;
      net::steady_timer t(l.io, net::steady_timer::time_point::max());
      bool done = false;
      net::co_spawn(l.io.get_executor(), below(l.io, t),
                    net::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, auto...) {
                      done = true;
                      ++cancelled;
                    }));
      l.io.restart();
      l.io.poll();
      if (done) std::abort();
      Meter m;
      m.start();
      signal.emit(net::cancellation_type::terminal);
      while (!done) l.io.poll();
      m.stop();
      total += m;
    }
    if (cancelled != k / kLevels) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(total).print();
  }
}

void w9_cancel(const Case& c, uint64_t n) {
  w9_cancel_run(c, n, [](net::io_context&, auto& t) { return wait_below(t, kLevels - 1); });
}
void w9_cancel_code(const Case& c, uint64_t n) {
  w9_cancel_run(c, n, [](net::io_context&, auto& t) { return wait_below_code(t, kLevels - 1); });
}
void w9_cancel_spawn(const Case& c, uint64_t n) {
  w9_cancel_run(c, n, [](auto& io, auto& t) { return spawn_below(io, t, kLevels - 1); });
}

using Channel = net::experimental::basic_channel<Ex, net::experimental::channel_traits<>,
                                                 void(error_code, int)>;

net::awaitable<void, Ex> put_many(Channel& channel, uint64_t n) {
  for (uint64_t i = 0; i < n; ++i) co_await channel.async_send(error_code(), 1, use<Ex>);
}
net::awaitable<void, Ex> get_many(Channel& channel, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) sum += co_await channel.async_receive(use<Ex>);
}

void w10_queue(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    Channel channel(l.io.get_executor(), 1);
    uint64_t sum = 0;
    net::co_spawn(l.io.get_executor(), put_many(channel, k), net::detached);
    net::co_spawn(l.io.get_executor(), get_many(channel, k, sum), net::detached);
    Meter m;
    m.start();
    l.io.run();
    m.stop();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}
#endif

}  // namespace

Cases nested() {
  return {
      {"w9_nest", NAME " awaitable", 1000000, w9_nest<Ex>},
      {"w9_nest", NAME " awaitable, any_io_executor", 1000000, w9_nest<net::any_io_executor>},
#ifndef PEER_BOOST
      {"w9_cancel", "asio cancellation_slot", 100000, w9_cancel},
      {"w9_cancel", "asio cancellation_slot, error codes", 100000, w9_cancel_code},
      {"w9_cancel", "asio cancellation_slot, co_spawn at each level", 100000, w9_cancel_spawn},
      {"w10_queue", "asio experimental::channel", 200000, w10_queue},
#endif
  };
}
