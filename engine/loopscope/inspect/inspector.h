// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <loopscope/inspect/catalogue.h>
#include <loopscope/inspect/error_registry.h>
#include <loopscope/inspect/port.h>
#include <loopscope/loop.h>

namespace loopscope::inspect {

struct InspectorOptions {
  std::string loop_name = "loop";  ///< as views show it

  /// Capacity of the ring: records of 80 bytes that wait to be read. Beyond it they are dropped.
  std::size_t journal_slots = Journal::default_capacity;
};

/// Makes one loop visible and operable: attached from its construction to its destruction or the end
/// of the loop, whichever comes first. Construct it on the loop's thread, or while no thread drives the
/// loop; destroy it anywhere.
///
/// Without a reader its ring fills up, and events then cost a look at the ring.
class Inspector {
 public:
  /// Begins with a snapshot of what the loop has: pending tasks, what they wait for, what is due.
  /// Throws RuntimeError when the loop is inspected already, or the engine was built without
  /// inspection (LOOPSCOPE_INSPECTION=OFF).
  explicit Inspector(Loop& loop, InspectorOptions options = {});
  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  /// Lets the futures go that were made by command. On another thread than the loop's, the loop
  /// detaches itself at the next opportunity.
  ~Inspector();

  /// What sessions read from and send to; it may outlive the inspector.
  const std::shared_ptr<Port>& port() const noexcept { return port_; }

  Journal& journal() noexcept { return port_->journal(); }
  Catalogue& catalogue() noexcept { return port_->catalogue(); }
  ErrorRegistry& errors() noexcept { return port_->errors(); }

  /// Any thread; see Port::submit.
  bool submit(Command command) { return port_->submit(std::move(command)); }

  /// Any thread; see Port::print.
  bool print(std::string line) { return port_->print(std::move(line)); }

 private:
  std::shared_ptr<Port> port_;
};

}  // namespace loopscope::inspect
