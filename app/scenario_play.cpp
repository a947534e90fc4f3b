// SPDX-License-Identifier: MIT
#include <loopscope/app/scenario_play.h>

#include <string>
#include <utility>

#include <loopscope/exception_context.h>
#include <loopscope/scenario/errors.h>
#include <loopscope/scenario/json_writer.h>

namespace loopscope::app {
namespace {

constexpr int look_ms = 100;

scenario::TraceSink printerOf(const demos::Stage& stage) {
  return [&stage](const scenario::TraceEvent& event) {
    if (event.ev != "log") return;
    const std::string* text = event.fields.front().second.text();
    stage.print(text ? *text : to_json(event.fields.front().second));
  };
}

/// A line that stays one whatever the scenario put into it.
std::string howItEnded(const Task<scenario::Value>& root) {
  if (root.cancelled()) return root.name() + " was cancelled";
  if (const std::exception_ptr error = root.exception())
    return root.name() + " failed: " + error_line(error);
  const scenario::Value& value = root.result();
  if (value.is_null()) return root.name() + " has ended";
  return root.name() + " has ended with the result " + to_json(scenario::plain(value));
}

}  // namespace

ScenarioPlay::ScenarioPlay(demos::Stage& stage, std::shared_ptr<const scenario::Scenario> scenario)
    : stage_(stage),
      scenario_(std::move(scenario)),
      interpreter_(*scenario_, stage.loop(), printerOf(stage)) {
  interpreter_.on_end([this] { end(); });
  interpreter_.start();
  stall_watch_.callOnTimeout([this] { lookWhetherStalled(); });
  stall_watch_.start(look_ms);
}

/// What is due in this iteration still runs, as when asyncio.run() ends; who steps goes on stepping.
void ScenarioPlay::end() {
  ended_ = true;
  Loop& loop = stage_.loop();
  if (!loop.is_paused()) loop.step_iteration();
  const std::string& limit = interpreter_.limit_reached();
  if (!limit.empty())
    return stage_.tell_end("The run was ended: it went past the limit of " + limit, false);
  const Task<scenario::Value>& root = interpreter_.root();
  stage_.tell_end(howItEnded(root), !root.cancelled() && !root.exception());
}

/// A person may wake a stalled program, which then can stall again.
void ScenarioPlay::lookWhetherStalled() {
  const detail::LoopCore& core = stage_.loop().core();
  const bool stands =
      core.ready().empty() && core.timers() == 0 && interpreter_.threads_alive() == 0;
  if (std::exchange(stalled_, stands) == stands || ended_) return;
  if (!stands) return stage_.tell_end({}, true);
  stage_.tell_end(interpreter_.root().name() + " waits for ever: nothing is ready, no timer is set",
                  false);
}

}  // namespace loopscope::app
