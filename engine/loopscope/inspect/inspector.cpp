// SPDX-License-Identifier: MIT
#include <loopscope/inspect/inspector.h>

#include <utility>

#include <loopscope/inspect/probe.h>

namespace loopscope::inspect {

Inspector::Inspector(Loop& loop, InspectorOptions options)
    : port_(std::make_shared<Port>(std::move(options.loop_name), options.journal_slots)) {
  Probe::attach(loop.core(), port_);
}

Inspector::~Inspector() { port_->detach(); }

}  // namespace loopscope::inspect
