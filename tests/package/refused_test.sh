#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Mistakes that do not compile, each with the sentence that says what would be right; and what looks like one of
# them and compiles.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qt=/usr/include/$(gcc -print-multiarch)/qt6

# compile STATEMENTS: within a coroutine of a Qt program.
compile() {
  cat >"$work/test.cpp" <<END
#include <QCoreApplication>
#include <QTimer>
#include <unistd.h>
#include <loopscope/combine/timeout.h>
#include <loopscope/combine/wait.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/sleep.h>
using namespace loopscope;
using namespace std::chrono_literals;
Coro<int> give() { co_return 1; }
Coro<void> program(Loop& loop, QTimer* timer, QString name, Future<int> one, Future<void> two) {
  $1
  co_return;
}
END
  g++ -std=c++20 -fPIC -fsyntax-only -I "$root/engine" -isystem "$qt" -isystem "$qt/QtCore" \
    "$work/test.cpp" 2>"$work/errors"
}

# refused SENTENCE STATEMENTS
refused() {
  if compile "$2"; then
    echo "FAIL: it compiles: $2"
    exit 1
  fi
  grep -qF "$1" "$work/errors" || {
    head -n 5 "$work/errors"
    echo "FAIL: no word of '$1' about: $2"
    exit 1
  }
  echo "ok: refused: $2"
}

unit="a time needs a unit: write 2s or 1500ms"
refused "$unit" 'sleep(1);'
refused "$unit" 'co_await sleep(1500);'
refused "$unit" 'loop.call_later(5, [] {});'
refused "$unit" 'co_await wait_for(one, 3);'
refused "$unit" 'co_await wait({one, two}, {.timeout = 2});'
refused "co_await std::move(coroutine)" 'auto c = give(); co_await c;'
refused "use loopscope::qt::connect(sender, signal, tasks, coroutine)" \
  'QObject::connect(timer, &QTimer::timeout, timer, []() -> Coro<void> { co_return; });'

compile '
  auto named = loop.create_task(give(), {.name = name});
  auto numbered = loop.create_task(give(), {.name = "job " + std::to_string(1)});
  co_await wait({one, two}, {.return_when = ReturnWhen::first_completed});
  co_await sleep(std::chrono::duration<double>(0.5));
  QObject::connect(timer, &QTimer::timeout, timer, [&] { loop.create_task(give()); });' || {
  cat "$work/errors"
  echo "FAIL: it does not compile"
  exit 1
}
echo "ok: what looks like it compiles"
