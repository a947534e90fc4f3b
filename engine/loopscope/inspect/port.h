// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include <loopscope/detail/ref.h>
#include <loopscope/inspect/catalogue.h>
#include <loopscope/inspect/command.h>
#include <loopscope/inspect/error_registry.h>
#include <loopscope/inspect/journal.h>

namespace loopscope::detail {
class LoopCore;
}

namespace loopscope::inspect {

class Probe;

/// What an inspector shares with those who look through it: records come out, commands go in. Outlives
/// the inspector and the loop as long as somebody holds it. Safe on any thread, but the journal has one
/// reader at a time.
class Port {
 public:
  Port(std::string loop_name, std::size_t capacity)
      : name_(std::move(loop_name)), journal_(capacity) {}
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  ~Port();

  const std::string& loop_name() const noexcept { return name_; }
  Journal& journal() noexcept { return journal_; }
  Catalogue& catalogue() noexcept { return catalogue_; }
  ErrorRegistry& errors() noexcept { return errors_; }

  /// A number for a command, different from those of all other senders.
  std::uint64_t new_command_number() noexcept {
    return last_command_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  /// Has the command carried out on the loop's thread between two calls, also while the loop is paused;
  /// one outcome record answers it. False when the loop is closed or gone or nobody inspects it: then
  /// there is no record.
  bool submit(Command command);

  /// Shows a line of the program's own output among what the loop does. False when nobody inspects it.
  bool print(std::string line);

  /// Whether somebody has read the journal before: a new reader then asks for a snapshot.
  bool begin_reading() noexcept { return read_before_.exchange(true, std::memory_order_acq_rel); }

  /// Has everything told again that a new reader must know.
  bool request_snapshot();

  /// Whether a snapshot waits for room in the ring: it goes on in the loop's next iteration, or when asked to.
  bool snapshot_waits() const noexcept { return snapshot_waits_.load(std::memory_order_relaxed); }
  bool continue_snapshot();

  /// Has the futures let go that were made by command.
  bool release_futures();

  /// Whether commands are still answered.
  bool is_open() const;

 private:
  friend class Probe;
  friend class Inspector;

  struct Note {
    RecordKind kind;  // misuse or printed
    std::string text;
    ObjectId object;
    ThreadId thread;
  };
  struct Snapshot {};
  struct ContinueSnapshot {};
  struct ReleaseFutures {};
  struct ReleaseDone {};
  struct Detach {};
  using Request =
      std::variant<Command, Note, Snapshot, ContinueSnapshot, ReleaseFutures, ReleaseDone, Detach>;

  bool post(Request request);
  void detach();
  void open(detail::LoopCore& core, const std::shared_ptr<Probe>& probe);
  void close();
  std::deque<Request> take();

  const std::string name_;
  Journal journal_;
  Catalogue catalogue_;
  ErrorRegistry errors_;

  std::atomic<std::uint64_t> last_command_{0};  // relaxed: only uniqueness matters
  std::atomic<bool> read_before_{false};
  std::atomic<bool> snapshot_waits_{
      false};  // relaxed: a hint for the reader, set by the loop's thread

  mutable std::mutex lock_;  // guards what follows
  std::deque<Request> requests_;
  detail::Ref<detail::LoopCore> core_;
  std::weak_ptr<Probe> probe_;
  bool open_ = false;
  bool called_ = false;  // the loop has been asked to serve
};

}  // namespace loopscope::inspect
