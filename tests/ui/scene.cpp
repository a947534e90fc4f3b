// SPDX-License-Identifier: MIT
#include <tests/ui/scene.h>

namespace loopscope::ui::test {
namespace {

constexpr std::int64_t us = 1000;
constexpr std::int64_t ms = 1000 * us;

void introduce(RecordStream& records) {
  records.loop("main loop");
  records.thread(1, "gui");
  records.thread(2, "legacy");
}

/// One iteration with one step of a task; `body` is what happens in it.
template <class Body>
void step(FakeSession& s, ObjectId task, const char* name, CallOutcome outcome, Body body) {
  const auto ticket = s.schedule(CallKind::step, task, name);
  s.pass(40 * us);
  s.records.iteration(1);
  s.begin(ticket);
  s.pass(25 * us);
  body();
  s.end(ticket, outcome);
}

void stepToAwait(FakeSession& s, ObjectId task, const char* name, ObjectId awaited) {
  step(s, task, name, CallOutcome::waiting, [&] { s.records.awaiting(task, awaited); });
}

template <class Body>
void lastStep(FakeSession& s, ObjectId task, const char* name, Body body) {
  step(s, task, name, CallOutcome::finished, body);
}

void makeObjects(RecordStream& records) {
  records.created(answer, ObjectKind::future, "answer", "int");
  records.created(fetch, ObjectKind::task, "fetch", "int");
  records.created(greet, ObjectKind::task, "greet", "std::string");
  records.created(parse, ObjectKind::task, "parse", "double");
  records.created(slow, ObjectKind::task, "slow", "void");
  records.created(gate, ObjectKind::future, "gate", "void");
  records.created(chain, ObjectKind::task, "outermost", "void");
  records.created(middle, ObjectKind::task, "middle", "void");
  records.created(leaf, ObjectKind::task, "innermost", "void");
  records.created(text_future, ObjectKind::future, "greeting", "std::string");
  records.callbackAdded(answer, 1, "print the answer");
  records.callbackAdded(answer, 2, "update the label");
  records.callbackAdded(answer, 3, "never mind");
  records.write(RecordKind::callback_removed, answer, 3);
}

void runTasks(FakeSession& s) {
  stepToAwait(s, fetch, "fetch", answer);
  lastStep(s, greet, "greet", [&] { s.records.result(greet, "\"hello, world\""); });
  lastStep(s, parse, "parse",
           [&] { s.records.error(parse, "std::invalid_argument", "stod: no digits in 'twelve'"); });
  stepToAwait(s, chain, "outermost", middle);
  stepToAwait(s, middle, "middle", leaf);
  stepToAwait(s, leaf, "innermost", gate);
  s.pass(120 * ms);
  const auto message = s.records.text("took too long");
  auto& request = s.records.write(RecordKind::cancel_requested, slow);
  request.value = 1;
  request.other = fetch;
  request.text2 = message;
  lastStep(s, slow, "slow", [&] { s.records.cancelled(slow, "took too long"); });
}

void handOver(FakeSession& s) {
  const auto call = s.schedule(CallKind::call, answer, "on_done", 2);
  s.pass(300 * us);
  s.records.iteration(1);
  s.begin(call);
  s.pass(80 * us);
  s.end(call, CallOutcome::raised, "InvalidStateError", "the future is already done");
  const auto type = s.records.text("InvalidStateError");
  const auto message = s.records.text("the future is already done");
  const auto sentence = s.records.text("Exception in callback on_done");
  auto& record = s.records.write(RecordKind::unhandled_error, answer);
  record.text = type;
  record.text2 = message;
  record.value = sentence;
  record.ticket = call;
}

}  // namespace

void playScene(FakeSession& s) {
  introduce(s.records);
  makeObjects(s.records);
  runTasks(s);
  handOver(s);
  s.pass(3100 * ms);
  s.schedule(CallKind::call, 0, "refresh the list", 2);
  s.schedule(CallKind::step, middle, "middle");
  s.schedule(CallKind::timer, 0, "heartbeat", 1, 7);
  s.records.write(RecordKind::paused);
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
