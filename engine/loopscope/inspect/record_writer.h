// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <source_location>
#include <string_view>
#include <vector>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/journal.h>
#include <loopscope/inspect/loop_time.h>
#include <loopscope/inspect/quick_clock.h>
#include <loopscope/inspect/text_cache.h>

namespace loopscope::inspect {

/// Writes one loop's records into its journal: numbers and dates them, sends texts and thread names
/// before their first use, and drops what does not fit. The loop's thread only.
///
///     if (!writer.begin()) return;                        // the ring is full: counted as dropped
///     const TextId what = writer.literal(info.what);      // texts first
///     Record& record = writer.record(RecordKind::…);      // everything but the common fields is 0
///     record.text = what;
///     writer.end();                                       // visible, or dropped as a whole
///
/// When records had to be dropped, writing goes on once an eighth of the ring is free, with a gap
/// record that says how many are missing; one gap then stands for many records.
class RecordWriter {
 public:
  RecordWriter(Journal& journal, const detail::LoopCore& core);

  /// What is worth more may use more of the ring: calls leave a quarter of it to the births and ends
  /// of objects, without which a view would be wrong for ever, and those a sixteenth to the answers.
  enum class Importance : std::uint8_t { call, object, answer };

  bool begin(Importance importance = Importance::object) noexcept {
    take_time();
    return begin_now(importance);
  }
  /// The same, for the moment that take_time() last saw.
  bool begin_now(Importance importance = Importance::object) noexcept {
    reserve_ = reserves_[static_cast<std::size_t>(importance)];
    if (!dropping_ && journal_.has_room(1 + reserve_)) [[likely]]
      return true;
    return begin_when_full(importance);
  }
  Duration take_time() noexcept { return steady_ = clock_.now(); }

  TextId literal(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (const TextId id = cache_.find_literal(text)) [[likely]]
      return id;
    return new_literal(text);
  }
  TextId text(std::string_view text) noexcept;
  TextId site(const std::source_location& site) noexcept;

  /// Makes the thread's name known.
  void introduce(ThreadId thread) noexcept {
    if (thread >= met_.size() || !met_[thread]) [[unlikely]]
      meet(thread);
  }

  Record& record(RecordKind kind) noexcept {
    Record& slot = journal_.has_room(1 + reserve_) ? journal_.append() : overflow();
    slot = Record{.sequence = ++sequence_,
                  .time = time_.at(steady_).count(),
                  .steady = steady_.count(),
                  .iteration = core_.iteration(),
                  .kind = kind,
                  .thread = thread_};
    return slot;
  }
  void end() noexcept {
    if (failed_) [[unlikely]]
      return drop_unit();
    published_sequence_ = sequence_;
    journal_.publish();
  }

  /// Who acts from now on, and how the loop's time moves. Once an iteration, and after each change of
  /// the clock.
  void refresh(bool held);

  /// Sends everything again when next used: there is a new reader.
  void forget_texts();

  const LoopTime& time() const noexcept { return time_; }
  ThreadId thread() const noexcept { return thread_; }

 private:
  static constexpr std::size_t max_text = 8192;

  bool begin_when_full(Importance importance) noexcept;
  Record& overflow() noexcept;
  void drop_unit() noexcept;
  TextId new_literal(std::string_view text) noexcept;
  TextId send(std::string_view text) noexcept;
  void meet(ThreadId thread) noexcept;

  Journal& journal_;
  const detail::LoopCore& core_;
  QuickClock clock_;
  LoopTime time_;
  Duration steady_{0};
  std::uint64_t sequence_ = 0;
  std::uint64_t published_sequence_ = 0;
  std::uint64_t dropped_ = 0;
  std::array<std::size_t, 3> reserves_;  // by importance
  std::size_t reserve_ = 0;              // of the unit in progress
  ThreadId thread_ = 0;
  bool dropping_ = false;  // calls, at least
  bool failed_ = false;    // the unit in progress did not fit
  Record spare_;           // written to when there is no room
  std::vector<bool> met_;
  std::uint32_t names_version_ = 0;
  TextCache cache_;
};

}  // namespace loopscope::inspect
