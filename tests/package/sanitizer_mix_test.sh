#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program and the engine, each built with or without sanitizers, by GCC and Clang, in debug and release: every
# mixture runs clean, but for ThreadSanitizer, which does not link and says why.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cxx=(g++)
command -v ccache >/dev/null && cxx=(ccache g++)

# The engine as a few large sources, which takes a quarter of the time.
find "$root/engine/loopscope" -name '*.cpp' ! -path '*/qt/*' ! -path '*/scenario/*' |
  sort | split -l 16 - unity_
for part in unity_*; do
  sed 's/.*/#include "&"/' "$part" >"$part.cpp"
done

# engine NAME FLAG...
engine() {
  local name=$1 part
  shift
  for part in unity_*.cpp; do
    "${cxx[@]}" -std=c++20 -fPIC -Wno-subobject-linkage "$@" -I "$root/engine" -c "$part" \
      -o "$name-${part%.cpp}.o"
  done
  ar rcs "libengine-$name.a" "$name"-*.o
}

# program ENGINE LINK-FLAGS COMPILER FLAG...: runs clean.
program() {
  local engine=$1 link=$2
  shift 2
  # shellcheck disable=SC2086  # several flags, or none
  "$@" -std=c++20 -I "$root/engine" "$here/consumer/program.cpp" -o program $link \
    "libengine-$engine.a" -pthread
  local said
  said=$(ASAN_OPTIONS=detect_leaks=0 ./program 2>&1) || true
  [[ $said == 42 ]] || {
    echo "FAIL: engine $engine, program $*: $said"
    exit 1
  }
  echo "ok: engine $engine, program $*"
}

engine plain -O1 -DNDEBUG
engine asan -O0 -fsanitize=address

compilers=(g++)
command -v clang++-16 >/dev/null && compilers+=(clang++-16)
for compiler in "${compilers[@]}"; do
  program plain "" "$compiler" -O0
  program plain "" "$compiler" -O1 -DNDEBUG
  program plain "" "$compiler" -O1 -fsanitize=undefined
  program plain "" "$compiler" -O0 -fsanitize=address
  program plain "" "$compiler" -O1 -fsanitize=address,undefined
done
program asan -fsanitize=address g++ -O1
program asan -fsanitize=address g++ -O0 -fsanitize=address
program asan -fsanitize=address g++ -O1 -fsanitize=undefined

if g++ -std=c++20 -O0 -fsanitize=thread -I "$root/engine" "$here/consumer/program.cpp" -o program \
  libengine-plain.a -pthread 2>link.log; then
  echo "FAIL: ThreadSanitizer mixes"
  exit 1
fi
grep -q loopscope_engine_must_be_built_with_ThreadSanitizer_too link.log
echo "ok: ThreadSanitizer does not link, and says why"
