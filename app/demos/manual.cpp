// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>
#include <loopscope/inspect/text_forms.h>

namespace loopscope::demos {
namespace {

template <class T>
void print_outcome(Stage& stage, const std::string& who, const Future<T>& future) {
  if (future.cancelled())
    stage.print(who + ": " + future.name() + " was cancelled");
  else if (const auto error = future.exception())
    stage.print(who + ": " + future.name() + " failed with " + error_line(error));
  else
    stage.print(who + ": " + future.name() + " = " + TextForm<T>::to_text(future.result()));
}

Coro<void> greet(Stage& stage, Future<std::string> name) {
  const std::string who = co_await name;
  stage.print("Hello, " + who + "!");
}

Coro<double> area(Future<double> width, Future<double> height) {
  const double w = co_await width;
  const double h = co_await height;
  co_return w* h;
}

void play_manual(Stage& stage) {
  Loop& loop = stage.loop();
  const auto number = stage.keep(loop.create_future<int>("number"));
  const auto name = stage.keep(loop.create_future<std::string>("name"));
  const auto width = stage.keep(loop.create_future<double>("width"));

  const auto height = [number]() -> Coro<double> {
    const int value = co_await number;
    co_return static_cast<double>(value) / 2;
  };
  const auto half = stage.keep(loop.create_task_with({.name = "half of number"}, height));
  stage.keep(loop.create_task(greet(stage, name), {.name = "greet"}));
  stage.keep(loop.create_task(area(width, half), {.name = "area"}));

  number.add_done_callback(named("first callback", [&stage](const Future<int>& done) {
    print_outcome(stage, "first callback", done);
  }));
  number.add_done_callback(named("second callback", [&stage](const Future<int>& done) {
    print_outcome(stage, "second callback", done);
  }));
  name.add_done_callback(named("name is known", [&stage](const Future<std::string>& done) {
    print_outcome(stage, "callback", done);
  }));
}

constexpr std::string_view manual_happens =
    R"(Nothing, until you act: a future is a passive container, and nobody is going to fill these three.
<i>number</i> (int) has the task <i>half of number</i> and two callbacks waiting, <i>name</i>
(string) has <i>greet</i> and a callback, <i>width</i> (double) has <i>area</i>, which then awaits
<i>half of number</i>.)";

constexpr std::array<std::string_view, 4> manual_to_try{
    R"(Select <i>name</i>, type a name, press <b>Set result</b>.)",
    R"(Select <i>number</i> and type <code>seven</code>: it is refused beside the field. Then <code>7</code>.)",
    R"(<b>Pause</b> first, resolve <i>number</i>, and look at <i>Due next</i>: the callbacks were added before
the task began to wait, so they come first. Go on with <b>Step callback</b>.)",
    R"(<b>Throw exception</b> into <i>width</i>: <i>area</i> fails at its <code>co_await</code>.)"};

}  // namespace

const Script manual{
    .name = "manual",
    .title = "Three futures to resolve by hand",
    .happens = manual_happens,
    .to_try = manual_to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play_manual,
};

}  // namespace loopscope::demos
