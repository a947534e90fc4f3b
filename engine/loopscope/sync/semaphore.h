// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <source_location>
#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/wait_list.h>
#include <loopscope/sync/guard.h>

namespace loopscope {

/// So many permits for tasks of one loop (asyncio.Semaphore): first come, first served.
class Semaphore {
 public:
  /// Throws ValueError for a negative number. The name is for the inspector: the semaphore is shown under
  /// it, and who waits to wait for "name.acquire".
  explicit Semaphore(long value = 1, std::string name = {},
                     std::source_location site = std::source_location::current())
      : Semaphore("Semaphore", value, std::move(name), site) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;
  virtual ~Semaphore() = default;

  const std::string& name() const noexcept { return exhibit_.name(); }

  /// No permit left, or others wait (Y8).
  bool locked() const { return value_ == 0 || waiters_.anybody(); }

  /// At once when not locked(); else in its turn.
  Coro<void> acquire();

  /// `auto permit = co_await semaphore.scoped();`
  Coro<Guard<Semaphore>> scoped();

  /// Gives a permit back, to the first who waits (Y9).
  virtual void release();

 protected:
  Semaphore(const char* type, long value, std::string name, const std::source_location& site);
  long value() const noexcept { return value_; }

 private:
  friend detail::Exhibit;
  std::string standing() const;
  bool wake_next();

  long value_;
  detail::WaitList waiters_;
  detail::Exhibit exhibit_;
};

/// A semaphore that refuses more releases than acquires with ValueError (Y10).
class BoundedSemaphore final : public Semaphore {
 public:
  explicit BoundedSemaphore(long value = 1, std::string name = {},
                            std::source_location site = std::source_location::current())
      : Semaphore("BoundedSemaphore", value, std::move(name), site), bound_(value) {}
  void release() override;

 private:
  long bound_;
};

}  // namespace loopscope
