// SPDX-License-Identifier: MIT
#pragma once

#include <list>

#include <loopscope/detail/exhibit.h>
#include <loopscope/future.h>

namespace loopscope::detail {

/// Tasks that wait for one primitive, in the order in which they came: a future each. Belongs to the
/// loop that first had to wait (Y0).
class WaitList {
 public:
  /// One task's place; leaves the list when it goes, however the task ends. Made before the task
  /// suspends, and shown by the primitive's exhibit. Throws RuntimeError when the list belongs to
  /// another loop.
  class Place {
   public:
    Place(WaitList& list, const Exhibit& exhibit, const char* operation);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { leave(); }

    const Future<void>& future() const { return future_; }

    /// Leaves the list now, if it is still there.
    void leave() noexcept;

   private:
    friend class WaitList;
    WaitList& list_;
    const Exhibit& exhibit_;
    Future<void> future_;
    std::list<Place*>::iterator where_;
    bool listed_ = true;
  };

  WaitList() = default;
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;

  /// Tasks that still wait may be destroyed after it, with their loop; they must not run.
  ~WaitList() {
    for (Place* place : places_) place->listed_ = false;
  }

  bool empty() const noexcept { return places_.empty(); }
  std::size_t size() const noexcept { return places_.size(); }

  /// Somebody waits who has not been cancelled; he may have been woken.
  bool anybody() const;

  /// Wakes the first place if its future is pending (Lock).
  void wake_head();
  /// Wakes the first who is pending; false when there is none. O(places that are done already).
  bool wake_first();
  /// Wakes up to `n` who are pending, in order.
  void wake(std::size_t n);
  void wake_all() { wake(size()); }

  /// As wake_first(), but places that are done, and the one that is woken, leave the list (Queue).
  void wake_first_and_remove();
  void wake_and_remove_all();

 private:
  std::list<Place*> places_;
  LoopCore* core_ = nullptr;
};

}  // namespace loopscope::detail
