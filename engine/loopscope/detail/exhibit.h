// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <source_location>
#include <string>

#include <loopscope/detail/future_state.h>
#include <loopscope/detail/ref.h>

namespace loopscope::detail {

class Exhibit;

/// What the inspector knows a primitive by: an object with a number and a name, like a future, that
/// nobody can await and that has no outcome (its FutureOps have no ValueOps). Shares the life of the
/// primitive and the ways of a future's state back to the loop's thread.
class ExhibitState final : public FutureState {
 public:
  ExhibitState(LoopCore& core, const Exhibit& shown) noexcept;

  const char* type() const noexcept { return type_; }
  const std::source_location& site() const noexcept { return site_; }
  /// How the primitive stands: "locked, 2 wait". Empty when it has gone.
  std::string standing() const;

 private:
  friend class Exhibit;
  const char* type_;
  std::source_location site_;
  const Exhibit* shown_;  // null: it is gone
  std::string told_;      // to the observer
};

/// Makes a primitive inside another one, which shows its changes and gives its waits a name.
struct PartOf {
  const Exhibit& whole;
};

/// The name of a primitive, and its place in the inspector if it has a name: made there, or at its
/// first use on a loop, and moved when another loop uses it. Its owner calls changed() after each
/// change and has a `std::string standing() const` that says how it stands, in a few words. For the
/// loop's thread, as primitives are. Without a name all costs one branch.
///
/// The owner's last member, so that standing() is not asked before the others exist or after they went.
class Exhibit {
 public:
  template <class Owner>
  Exhibit(const char* type, std::string name, [[maybe_unused]] const std::source_location& site,
          [[maybe_unused]] const Owner& owner)
      : type_(type), name_(std::move(name)) {
#ifndef LOOPSCOPE_WITHOUT_INSPECTION
    if (name_.empty()) return;
    shown_by_ = this;
    owner_ = &owner;
    standing_ = [](const void* of) { return static_cast<const Owner*>(of)->standing(); };
    site_ = site;
    tell();
#endif
  }
  /// Not shown, but the whole of others.
  explicit Exhibit(const char* type) noexcept : type_(type) {}
  Exhibit(const char* type, PartOf part) noexcept : type_(type), shown_by_(&part.whole) {}
  Exhibit(const Exhibit&) = delete;
  Exhibit& operator=(const Exhibit&) = delete;
  ~Exhibit() { close(); }

  const char* type() const noexcept { return type_; }
  const std::string& name() const noexcept { return name_; }

  /// What a task waits in: "jobs.get", or "Queue.get" when the queue has no name.
  std::string waiting_in(const char* operation) const {
    const Exhibit& named = shown_by_ ? *shown_by_ : *this;
    return (named.name_.empty() ? named.type_ : named.name_) + "." + operation;
  }

  void changed() const noexcept {
    if (shown_by_) [[unlikely]]
      shown_by_->tell();
  }

  /// The owner is of no more use: the inspector sees it end.
  void close() noexcept;

 private:
  friend class ExhibitState;

  void tell() const noexcept;
  void meet(LoopCore& core) const;
  void leave() const noexcept;

  const char* type_;
  const std::string name_;
  const Exhibit* shown_by_ = nullptr;  // null: by nobody
  const void* owner_ = nullptr;        // null: it has no name
  std::string (*standing_)(const void* owner) = nullptr;
  std::source_location site_;
  mutable Ref<ExhibitState> state_;  // null until a loop runs here
};

/// "1 waits", "2 wait to get".
std::string waiting(std::size_t number, const char* for_what = "");

/// "locked", "locked, 1 waits", "locked, 2 wait to get".
std::string with_waiting(std::string standing, std::size_t number, const char* for_what = "");

}  // namespace loopscope::detail
