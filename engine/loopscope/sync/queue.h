// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/priority_items.h>
#include <loopscope/detail/wait_list.h>

namespace loopscope {

/// get_nowait() of an empty queue.
class QueueEmpty : public std::exception {
 public:
  const char* what() const noexcept override { return ""; }
};
/// put_nowait() to a full queue.
class QueueFull : public std::exception {
 public:
  const char* what() const noexcept override { return ""; }
};
/// put after shutdown(), and get once the queue is empty.
class QueueShutDown : public std::exception {
 public:
  const char* what() const noexcept override { return ""; }
};

/// The part of a queue that does not depend on its items.
class QueueBase {
 public:
  QueueBase(const QueueBase&) = delete;
  QueueBase& operator=(const QueueBase&) = delete;

  const std::string& name() const noexcept { return exhibit_.name(); }
  long maxsize() const noexcept { return maxsize_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  bool full() const noexcept { return maxsize_ > 0 && size_ >= static_cast<std::size_t>(maxsize_); }

  /// One item that was got has been dealt with. Throws ValueError beyond the number of puts (Q5).
  void task_done();

  /// Waits until all items that were put have been dealt with.
  Coro<void> join();

  /// From now on put throws QueueShutDown, and get does once the queue is empty; all who wait look
  /// again. Immediately: drops what is in the queue (Q6, Q7).
  void shutdown(bool immediate = false);

 protected:
  QueueBase(const char* type, long maxsize, std::string name, const std::source_location& site)
      : maxsize_(maxsize), exhibit_(type, std::move(name), site, *this) {}
  QueueBase(const char* type, detail::PartOf part) noexcept : maxsize_(0), exhibit_(type, part) {}
  ~QueueBase() = default;
  virtual void drop_item() = 0;

  void set_size(std::size_t size) noexcept { size_ = size; }
  bool is_shut_down() const noexcept { return shut_down_; }
  void require_space() const;
  void require_item() const;
  void item_was_put();
  void item_was_taken();
  Coro<void> wait_for_space();
  Coro<void> wait_for_item();

 private:
  friend detail::Exhibit;
  std::string standing() const;
  // Woken places leave the list with the wake-up (Q2).
  static void wake_next(detail::WaitList& list);

  long maxsize_;
  std::size_t size_ = 0;
  std::size_t unfinished_ = 0;
  bool shut_down_ = false;
  detail::WaitList getters_;
  detail::WaitList putters_;
  detail::WaitList joiners_;
  detail::Exhibit exhibit_;
};

/// A queue between tasks of one loop (asyncio.Queue). get() waits while it is empty, put() while it is
/// full. Who is woken has no right to the item: another may take it first (Q2). No item is lost when a
/// waiting task is cancelled (Q3). Items decides the order; it has put(T), T take(), size(), and the name
/// of such a queue.
template <class T, class Items>
class BasicQueue final : public QueueBase {
 public:
  /// Zero or less: no limit. The name is for the inspector: the queue is shown under it, and who waits to
  /// wait for "name.get", "name.put" or "name.join".
  explicit BasicQueue(long maxsize = 0, std::string name = {},
                      std::source_location site = std::source_location::current())
      : QueueBase(Items::queue_type, maxsize, std::move(name), site) {}
  explicit BasicQueue(detail::PartOf part) : QueueBase(Items::queue_type, part) {}

  /// At once when there is room. Throws QueueShutDown.
  Coro<void> put(T item) {
    co_await wait_for_space();
    put_nowait(std::move(item));
  }
  /// Throws QueueFull, QueueShutDown.
  void put_nowait(T item) {
    require_space();
    {
      const Counting counting{*this};
      items_.put(std::move(item));
    }
    item_was_put();
  }

  /// At once when there is an item. Throws QueueShutDown.
  Coro<T> get() {
    co_await wait_for_item();
    co_return get_nowait();
  }
  /// Throws QueueEmpty, QueueShutDown.
  T get_nowait() {
    require_item();
    T item = take();
    item_was_taken();
    return item;
  }

 private:
  /// A comparison that throws may leave one more or one less behind: the items say how many there are.
  struct Counting {
    BasicQueue& queue;
    ~Counting() { queue.set_size(queue.items_.size()); }
  };

  T take() {
    const Counting counting{*this};
    return items_.take();
  }
  void drop_item() override { take(); }

  Items items_;
};

namespace detail {

template <class T>
class FifoItems {
 public:
  static constexpr const char* queue_type = "Queue";

  std::size_t size() const noexcept { return items_.size(); }
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::deque<T> items_;
};

template <class T>
class LifoItems {
 public:
  static constexpr const char* queue_type = "LifoQueue";

  std::size_t size() const noexcept { return items_.size(); }
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }

 private:
  std::vector<T> items_;
};

}  // namespace detail

/// First in, first out.
template <class T>
using Queue = BasicQueue<T, detail::FifoItems<T>>;
/// Last in, first out.
template <class T>
using LifoQueue = BasicQueue<T, detail::LifoItems<T>>;
/// Smallest first; equal ones in the order of Python's heapq, which is not that of insertion (Q4).
template <class T, class Less = std::less<T>>
using PriorityQueue = BasicQueue<T, detail::PriorityItems<T, Less>>;

}  // namespace loopscope
