// SPDX-License-Identifier: MIT
#include <tests/ui/scene.h>

namespace loopscope::ui::test {
namespace {

using inspect::CallKind;
using inspect::CallOutcome;
using inspect::RecordKind;

constexpr std::int64_t us = 1000;
constexpr std::int64_t ms = 1000 * us;

void introduce(FakeSession& s) {
  const auto loop = s.text("main loop");
  const auto clock = s.text("steady");
  const auto gui = s.text("gui");
  const auto legacy = s.text("legacy");
  auto& first = s.add(RecordKind::loop);
  first.text = loop;
  first.text2 = clock;
  s.add(RecordKind::thread).text = gui;
  auto& other = s.add(RecordKind::thread);
  other.text = legacy;
  other.thread = 2;
}

void step(FakeSession& s, ObjectId task, const char* name, ObjectId awaited) {
  const auto ticket = s.schedule(CallKind::step, task, name);
  s.iteration(1);
  s.pass(40 * us);
  s.begin(ticket);
  s.pass(25 * us);
  if (awaited) s.await(task, awaited);
  s.end(ticket, awaited ? CallOutcome::waiting : CallOutcome::finished);
}

void makeObjects(FakeSession& s) {
  s.future(answer, "answer", "int");
  s.task(fetch, "fetch", "int");
  s.task(greet, "greet", "std::string");
  s.task(parse, "parse", "double");
  s.task(slow, "slow", "void", fetch);
  s.future(gate, "gate", "void");
  s.task(chain, "outermost", "void");
  s.task(middle, "middle", "void", chain);
  s.task(leaf, "innermost", "void", middle);
  s.future(text_future, "greeting", "std::string");
  s.callback(answer, 1, "print the answer");
  s.callback(answer, 2, "update the label");
  s.callback(answer, 3, "never mind");
  s.add(RecordKind::callback_removed, answer).other = 3;
}

void runTasks(FakeSession& s) {
  step(s, fetch, "fetch", answer);
  s.result(greet, "\"hello, world\"");
  step(s, greet, "greet", 0);
  s.error(parse, "std::invalid_argument", "stod: no digits in 'twelve'");
  step(s, parse, "parse", 0);
  step(s, chain, "outermost", middle);
  step(s, middle, "middle", leaf);
  step(s, leaf, "innermost", gate);
  s.pass(120 * ms);
  s.add(RecordKind::cancel_requested, slow).value = 1;
  s.cancelled(slow, "took too long");
  step(s, slow, "slow", 0);
}

void handOver(FakeSession& s) {
  const auto call = s.schedule(CallKind::call, answer, "on_done", 2);
  s.pass(300 * us);
  s.iteration(1);
  s.begin(call);
  s.pass(80 * us);
  s.end(call, CallOutcome::raised, "InvalidStateError", "the future is already done");
  const auto type = s.text("InvalidStateError");
  const auto message = s.text("the future is already done");
  const auto sentence = s.text("Exception in callback on_done");
  auto& record = s.add(RecordKind::unhandled_error, answer);
  record.text = type;
  record.text2 = message;
  record.value = sentence;
  record.ticket = call;
}

}  // namespace

void playScene(FakeSession& s) {
  introduce(s);
  makeObjects(s);
  runTasks(s);
  handOver(s);
  s.pass(3100 * ms);
  s.schedule(CallKind::call, 0, "refresh the list", 2);
  s.schedule(CallKind::step, middle, "middle");
  s.schedule(CallKind::timer, 0, "heartbeat", 1, 7);
  s.add(RecordKind::paused);
  s.flush();
}

Story sceneStory() {
  return {"bridge: a callback from another thread resolves a future",
          "A legacy operation works for one second in a thread of its own and calls "
          "<code>on_done(42)</code> there. The callback hands the result over with "
          "<code>loop.call_soon_threadsafe</code>, and the task <i>fetch</i>, which awaits the "
          "future <i>answer</i>, prints <b>Got result: 42</b>.",
          {"Select <i>answer</i> and set a result before the thread does: whoever comes second is "
           "refused.",
           "Press <b>Pause</b>, wait, then <b>Step callback</b> and watch who runs next.",
           "Cancel <i>fetch</i>."}};
}

}  // namespace loopscope::ui::test
