// SPDX-License-Identifier: MIT
#include <app/demos/scripts.h>
#include <app/demos/stage.h>
#include <loopscope/inspect/text_forms.h>
#include <array>

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

void play(Stage& stage) {
  Loop& loop = stage.loop();
  const auto number = stage.keep(loop.create_future<int>("number"));
  const auto name = stage.keep(loop.create_future<std::string>("name"));
  const auto width = stage.keep(loop.create_future<double>("width"));

  const auto height = [&loop, number]() -> Coro<double> {
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

constexpr std::string_view happens = R"(
<p>Nothing, until you act: a future is a passive container, and nobody is going to fill these three.
<i>number</i> (int) has the task <i>half of number</i> and two callbacks waiting, <i>name</i> (a
string) has <i>greet</i> and a callback, <i>width</i> (double) has <i>area</i>, which then also
awaits <i>half of number</i>.</p>
)";

constexpr std::array<std::string_view, 5> to_try{
    R"(Select <i>name</i>, type a name, press <i>Set result</i>.)",
    R"(Select <i>number</i> and type <code>seven</code>: the text is refused beside the field, and
nothing is set. Then <code>7</code>.)",
    R"(Press <i>Pause</i> first, resolve <i>number</i>, and look at <i>Due next</i>: the task was waiting
before the callbacks were added, so its step comes first, then the callbacks in the order in which
they were added. Go on with <i>Step callback</i>.)",
    R"(<i>Throw exception</i> into <i>width</i>: <i>area</i> fails with it, at its <code>co_await</code>.
Nobody awaits <i>area</i>: its exception is reported as never retrieved when the demo ends.)",
    R"(<i>Cancel</i> the task <i>area</i> instead: the cancellation reaches the future that it waits for.)"};

}  // namespace

const Script manual{
    .name = "manual",
    .title = "Three futures to resolve by hand",
    .happens = happens,
    .to_try = to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play,
};

}  // namespace loopscope::demos
