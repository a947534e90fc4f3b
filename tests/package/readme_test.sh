#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The README's programs and CMake list do what it says: its first program runs, its other pieces are parts of one
# program with a window, and its CMake list builds both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Block N of LANGUAGE is the file LANGUAGE.N.
awk '/^```[a-z]+$/ { name = substr($0, 4); file = name "." ++count[name]; next }
     /^```$/ { file = "" } file { print > file }' "$root/README.md"

# body N: the block without its includes, which go to the file includes.
body() {
  grep '^#include' "cpp.$1" >>includes || true
  grep -v '^#include' "cpp.$1"
}

[[ $(grep -c 'int main' cpp.1) == 1 ]] || {
  echo "FAIL: the README's first block is no program"
  exit 1
}
: >includes
{
  echo '#include <QtWidgets>'
  echo 'void legacy_start(std::function<void(int)> call) { call(42); }'
  echo 'loopscope::Coro<int> door(loopscope::Loop& loop) {'
  echo '  using namespace loopscope;'
  body 2
  echo '  co_return value;'
  echo '}'
  echo 'int main(int argc, char** argv) {'
  echo '  QApplication application(argc, argv);'
  echo '  auto* button = new QPushButton;'
  echo '  auto* label = new QLabel;'
  body 3
  body 4
  echo '  const auto answer = loop.create_task(door(loop));'
  echo '  QTimer::singleShot(50, button, &QPushButton::click);'
  echo '  QTimer::singleShot(300, &application, &QApplication::quit);'
  echo '  application.exec();'
  echo '  std::printf("%s, %d", qPrintable(label->text()), answer.result());'
  echo '}'
} >window_body
cat includes window_body >my_program.cpp
cp cpp.1 console.cpp

ln -s "$root" loopscope
{
  echo 'cmake_minimum_required(VERSION 3.25)'
  echo 'project(my_program CXX)'
  echo 'find_package(Qt6 REQUIRED COMPONENTS Widgets)'
  echo 'add_executable(my_program my_program.cpp)'
  cat cmake.1
  echo 'add_executable(console console.cpp)'
  echo 'target_link_libraries(console PRIVATE Loopscope::engine)'
} >CMakeLists.txt
flags=(-G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0")
command -v ccache >/dev/null && flags+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
if ! cmake -S . -B build "${flags[@]}" >log 2>&1 ||
  ! cmake --build build --target console my_program >>log 2>&1; then
  tail -n 40 log
  echo "FAIL: the README's programs do not build"
  exit 1
fi
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work XDG_CONFIG_HOME=$work
[[ $(build/console) == "Got result: 42" ]] || {
  echo "FAIL: the first program prints something else"
  exit 1
}
said=$(build/my_program 2>stderr)
[[ $said == "clicked, 42" ]] || {
  cat stderr
  echo "FAIL: the program with a window says '$said'"
  exit 1
}
echo "ok: the README's programs"
