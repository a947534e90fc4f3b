// SPDX-License-Identifier: MIT
#include <loopscope/combine/wait.h>

#include <memory>

#include <loopscope/detail/gathering.h>
#include <loopscope/detail/wait_future.h>

namespace loopscope::detail {
namespace {

/// Shared with the callbacks, some of which may be queued when the wait is over.
struct Count {
  Future<void> waiter;
  std::size_t left;
  ReturnWhen return_when;
  TimerHandle timer;

  void wake() const {
    if (!waiter.done()) waiter.set_result();
  }

  void completed(const AnyFuture& future) {
    --left;
    const bool failed = return_when == ReturnWhen::first_exception && !future.cancelled() &&
                        future.exception() != nullptr;
    if (left > 0 && return_when != ReturnWhen::first_completed && !failed) return;
    timer.cancel();
    wake();
  }
};

/// Adds the callbacks, and leaves none behind.
class Waiting {
 public:
  Waiting(std::vector<AnyFuture> futures, const WaitOptions& options)
      : futures_(std::move(futures)) {
    Loop& loop = get_running_loop();
    count_ =
        std::make_shared<Count>(Count{detail::make_wait_future<void>(loop, [] { return "wait"; }),
                                      futures_.size(),
                                      options.return_when,
                                      {}});
    if (options.timeout)
      count_->timer =
          loop.call_later(*options.timeout, named("wait: timeout", [waiter = count_->waiter] {
            if (!waiter.done()) waiter.set_result();
          }));
    for (const AnyFuture& future : futures_) {
      tokens_.push_back(future.add_done_callback(
          named("wait", [count = count_](const AnyFuture& done) { count->completed(done); })));
    }
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    count_->timer.cancel();
    for (std::size_t i = 0; i < futures_.size(); ++i) futures_[i].remove_done_callback(tokens_[i]);
  }

  const Future<void>& waiter() const { return count_->waiter; }

 private:
  std::vector<AnyFuture> futures_;
  std::vector<CallbackToken> tokens_;
  std::shared_ptr<Count> count_;
};

}  // namespace

Coro<void> wait_until(std::vector<AnyFuture> futures, WaitOptions options) {
  if (futures.empty()) throw ValueError("Set of Tasks/Futures is empty.");
  require_loop(common_loop(futures));  // asyncio waits for ever
  const Waiting waiting(std::move(futures), options);
  co_await waiting.waiter();
}

}  // namespace loopscope::detail
