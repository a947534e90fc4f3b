// SPDX-License-Identifier: MIT
// Standalone Asio, and with PEER_BOOST the same source against Boost.Asio.
//
// io_context(1): one thread runs the loop, any thread may post (locks stay on). "asio" has no I/O
// object, so the scheduler blocks on a condition variable and never enters epoll; "asio+reactor" owns
// a steady_timer, which creates the epoll reactor, as any program with sockets or timers has.
#pragma once

#include <memory>
#include <optional>
#include <utility>  // Boost 1.74's awaitable.hpp uses std::exchange without it

#ifdef PEER_BOOST
#include <boost/asio.hpp>
namespace net = boost::asio;
using error_code = boost::system::error_code;
#define NAME "boost"
#else
#include <asio.hpp>
#include <asio/experimental/promise.hpp>
namespace net = asio;
using error_code = asio::error_code;
#define NAME "asio"
#endif

#include "../../harness.h"

using bench::Case;
using bench::Meter;
using bench::Out;
using std::uint64_t;
using Cases = std::vector<Case>;

using Ex = net::io_context::executor_type;
template <class E>
constexpr net::use_awaitable_t<E> use{};

inline bool wants_reactor(const Case& c) { return std::strstr(c.peer, "+reactor") != nullptr; }

struct Loop {  // an io_context, with the reactor or without
  net::io_context io{1};
  std::optional<net::steady_timer> timer;
  explicit Loop(bool reactor) {
    if (reactor) timer.emplace(io);
  }
};

// What completes a waiting coroutine, stored as its own type: the least that Asio can do.
template <class E>
using Handler = typename net::async_result<net::use_awaitable_t<E>, void(int)>::handler_type;

// The handler resumes the coroutine directly.
template <class E>
struct OneShot {
  std::optional<Handler<E>> h;
  net::awaitable<int, E> wait() {
    return net::async_initiate<const net::use_awaitable_t<E>, void(int)>(
        [this](auto&& handler) { h.emplace(std::move(handler)); }, use<E>);
  }
  void resolve(int v) {
    auto done = std::move(*h);
    h.reset();
    std::move(done)(v);
  }
};

#ifndef PEER_BOOST
// A real future object, decoupled from its waiter.
using PromiseHandler = net::experimental::detail::promise_handler<void(int), net::any_io_executor>;
using Promise = net::experimental::promise<void(int), net::any_io_executor>;
#endif

Cases calls();
Cases coroutines();
Cases nested();
Cases pending();
Cases timers();
