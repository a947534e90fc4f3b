#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Other projects use this one: as a subdirectory without Qt, fetched, installed and found, by pkg-config, as a
# shared library, and in a plugin. LOOPSCOPE_BUILD_DIR is the build folder whose installation is tried.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${LOOPSCOPE_BUILD_DIR:?a build folder of this project}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work
flags=(-G Ninja -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0")
# What is compiled is the same each time. The launcher is this project's: LAUNCHED tells the consumer so.
if command -v ccache >/dev/null; then
  flags+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DLAUNCHED=ON)
fi

# consume NAME CMAKE-ARGUMENT...: configures and builds the consumer.
consume() {
  local name=$1
  shift
  if ! cmake -S "$here/consumer" -B "$work/$name" "${flags[@]}" "$@" >"$work/$name.log" 2>&1 ||
    ! cmake --build "$work/$name" >>"$work/$name.log" 2>&1; then
    tail -n 40 "$work/$name.log"
    echo "FAIL: $name does not build"
    exit 1
  fi
}

# expect NAME PROGRAM TEXT
expect() {
  local said
  said=$(cd "$work/$1" && "./$2" 2>"$work/stderr") || true
  [[ $said == "$3" ]] || {
    echo "FAIL: $2 of $1 says '$said', not '$3'"
    cat "$work/stderr"
    exit 1
  }
  echo "ok: $2 of $1"
}

echo "--- a shared library in a subdirectory, on a machine without Qt"
consume shared -DHOW=subdirectory -DLOOPSCOPE_SOURCE="$root" -DBUILD_SHARED_LIBS=ON \
  -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON
expect shared program 42
expect shared bare_host 7
expect shared host "one engine"

cmake --install "$work/shared" --prefix "$work/host" >"$work/host.log" 2>&1 || true
if [[ -e $work/host ]]; then
  echo "FAIL: the host's installation has something of its guest's: $(ls "$work/host")"
  exit 1
fi

echo "--- installed and found"
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
consume package -DHOW=package "-DCOMPONENTS=engine;qt;ui" -DCMAKE_PREFIX_PATH="$work/prefix"
expect package program 42
expect package bare_host 7
expect package host "two engines"
expect package window shown
[[ -x $work/prefix/bin/loopscope ]]

echo "--- a component that there is none of"
if cmake -S "$here/consumer" -B "$work/none" "${flags[@]}" -DHOW=package -DCOMPONENTS=network \
  -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/none.log" 2>&1; then
  echo "FAIL: the component network was found"
  exit 1
fi
grep -q "no component network; there are: engine, qt, ui" "$work/none.log"

echo "--- pkg-config"
if command -v pkg-config >/dev/null; then
  export PKG_CONFIG_PATH
  PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name loopscope.pc)")
  # shellcheck disable=SC2046  # flags are several words
  g++ -O0 "$here/consumer/program.cpp" -o "$work/program" $(pkg-config --cflags --libs loopscope)
  [[ $("$work/program") == 42 ]]
  echo "ok: pkg-config"
fi

echo "--- without run-time type information: one line"
if g++ -std=c++20 -fno-rtti -fsyntax-only -I "$root/engine" "$here/consumer/program.cpp" \
  2>"$work/rtti.log"; then
  echo "FAIL: -fno-rtti is accepted"
  exit 1
fi
grep -q "Loopscope needs run-time type information: build without -fno-rtti" "$work/rtti.log"

echo "--- fetched"
git -C "$root" rev-parse --git-dir >/dev/null 2>&1 || {
  echo "not a git checkout: nothing to fetch"
  exit 0
}
cmake -S "$here/consumer" -B "$work/fetch" "${flags[@]}" -DHOW=fetch -DLOOPSCOPE_SOURCE="$root" \
  -DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON >"$work/fetch.log" 2>&1 || {
  tail -n 40 "$work/fetch.log"
  echo "FAIL: the fetched project does not configure"
  exit 1
}
echo "ok: fetched"
