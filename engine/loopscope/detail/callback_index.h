// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace loopscope::detail {

class Callback;
class FutureState;
struct DestroyCallback;

/// Finds callbacks by their token, to remove them. A future keeps its callbacks in a list only; when a
/// removal has walked through many, it is given an index, which lives until the future is done or has no
/// callback left, so that any number of removals from n callbacks costs O(n) and not O(n²). For the loop's
/// thread.
class CallbackIndexes {
 public:
  /// Takes the callbacks with this token from the future's list, in no order.
  std::vector<std::unique_ptr<Callback, DestroyCallback>> take(FutureState& future,
                                                               std::uint64_t token);

  /// Before an indexed future's list has one more.
  void add(FutureState& future, Callback& callback);

  /// The list of an indexed future is about to end.
  void forget(FutureState& future) noexcept;

  /// From now on every future goes without.
  void close() noexcept;

 private:
  using Index = std::unordered_multimap<std::uint64_t, Callback*>;

  static Index make_index(const FutureState& future);

  std::unordered_map<FutureState*, Index> indexes_;
  bool closed_ = false;
};

}  // namespace loopscope::detail
