// SPDX-License-Identifier: MIT
#include <loopscope/scenario/any_queue.h>

#include <utility>

namespace loopscope::scenario {
namespace {

struct PythonLess {
  bool operator()(const Value& left, const Value& right) const { return python_less(left, right); }
};

template <class Queue>
class QueueOf final : public AnyQueue {
 public:
  QueueOf(long maxsize, std::string name) : queue_(maxsize, std::move(name), {}) {}

  Coro<void> put(Value item) override { return queue_.put(std::move(item)); }
  Coro<Value> get() override { return queue_.get(); }
  void put_nowait(Value item) override { queue_.put_nowait(std::move(item)); }
  Value get_nowait() override { return queue_.get_nowait(); }
  QueueBase& base() noexcept override { return queue_; }

 private:
  Queue queue_;
};

}  // namespace

std::shared_ptr<AnyQueue> make_queue(QueueKind kind, long maxsize, std::string name) {
  switch (kind) {
    case QueueKind::lifo:
      return std::make_shared<QueueOf<LifoQueue<Value>>>(maxsize, std::move(name));
    case QueueKind::priority:
      return std::make_shared<QueueOf<PriorityQueue<Value, PythonLess>>>(maxsize, std::move(name));
    case QueueKind::fifo: break;
  }
  return std::make_shared<QueueOf<Queue<Value>>>(maxsize, std::move(name));
}

}  // namespace loopscope::scenario
