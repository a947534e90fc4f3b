#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# app/run and tests/run on machines that lack things. Each case copies the scripts into a new folder
# and gives them a PATH with plain tools and recorders: a recorder writes its command line to the log.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
number=0

# new_machine COMMAND...: a copy of the scripts, plain tools, and recorders for the commands.
new_machine() {
  number=$((number + 1))
  box=$work/$number
  bin=$box/bin
  log=$box/log
  mkdir -p "$bin" "$box/project/app" "$box/project/tests" "$box/project/build/release/app"
  : >"$log"
  cp "$project/app/run" "$project/app/setup.sh" "$box/project/app/"
  cp "$project/tests/run" "$box/project/tests/"
  echo '{}' >"$box/project/CMakePresets.json"
  local tool
  for tool in bash env dirname cat grep mkdir nproc uname; do
    ln -s "$(command -v "$tool")" "$bin/$tool"
  done
  for tool in "$@"; do
    command_says "$tool" 'exit 0'
  done
  command_says id 'echo 0'
  printf '#!/bin/bash\necho "loopscope $*" >>"%s"\n' "$log" >"$box/project/build/release/app/loopscope"
  chmod +x "$box/project/build/release/app/loopscope"
}

# command_says NAME BODY: a command that records its use, then does BODY.
command_says() {
  printf '#!/bin/bash\necho "%s $*" >>"%s"\n%s\n' "$1" "$log" "$2" >"$bin/$1"
  chmod +x "$bin/$1"
}

# start SCRIPT ARGUMENT...: leaves status, $box/out, $box/err and the log.
start() {
  local script=$1
  shift
  status=0
  env -i PATH="$bin" HOME="$box" ${display:+DISPLAY=$display} "$box/project/$script" "$@" \
    >"$box/out" 2>"$box/err" </dev/null || status=$?
}

check() {
  local what=$1
  shift
  if "$@"; then
    echo "PASS: $what"
  else
    echo "FAIL: $what (status $status)"
    sed 's/^/  err: /' "$box/err"
    sed 's/^/  log: /' "$log"
    failures=$((failures + 1))
  fi
}

says() { grep -qF -- "$1" "$box/err"; }
did() { grep -qE -- "$1" "$log"; }
never_did() { ! did "$1"; }
names_every_package() { says g++ && says cmake && says ninja-build && says qt6-base-dev && says qt6-svg-dev; }

# The package databases of a machine that has everything, and of one that has nothing until apt-get
# installs. "dpkg-query -W -f FORMAT" comes before the names.
everything="shift 3; for package; do echo \"installed \$package\"; done"
full_database() { command_says dpkg-query "$everything"; }
database() { command_says dpkg-query "grep -q 'install --yes' '$log' || exit 1; $everything"; }

display=:1
for script in app/run tests/run; do
  new_machine cmake ctest
  command_says dpkg-query 'exit 1'
  start "$script"
  check "$script without apt stops with 1" test "$status" = 1
  check "$script without apt names the missing packages" names_every_package
  check "$script without apt builds nothing" never_did '^cmake'

  new_machine cmake ctest
  rm -f "$bin/cmake"
  start "$script"
  check "$script on a machine that is no Debian names what is missing" says ninja-build
  check "$script on a machine that is no Debian stops with 1" test "$status" = 1

  new_machine cmake ctest apt-get
  command_says dpkg-query 'exit 1'
  command_says id 'echo 1000'
  start "$script"
  check "$script without root and sudo stops with 1" test "$status" = 1
  check "$script without root and sudo names the missing packages" names_every_package
  check "$script without root and sudo does not try apt" never_did '^apt-get'

  new_machine cmake ctest apt-get
  command_says dpkg-query 'exit 1'
  command_says id 'echo 1000'
  command_says sudo 'exit 1'
  start "$script"
  check "$script with a sudo that refuses stops with 1" test "$status" = 1
  check "$script with a sudo that refuses asks for no password" did '^sudo -n'
  check "$script with a sudo that refuses names the missing packages" names_every_package

  new_machine cmake ctest apt-get
  database
  start "$script"
  check "$script installs what is missing" did '^apt-get .*install --yes .*g\+\+.*qt6-base-dev'
  check "$script configures and builds after installing" did '^cmake --build'
  check "$script fetches no package lists when they are there" never_did '^apt-get .*update'
  check "$script succeeds after installing" test "$status" = 0

  new_machine cmake ctest apt-get
  database
  command_says apt-get "test \"\$1\" != --simulate"
  start "$script"
  check "$script fetches the package lists when they are absent" did '^apt-get .*update'
  check "$script installs after fetching the lists" test "$status" = 0

  new_machine cmake ctest apt-get
  command_says dpkg-query 'exit 1'
  command_says apt-get 'exit 100'
  start "$script"
  check "$script stops with 1 when apt-get fails" test "$status" = 1
  check "$script names the packages when apt-get fails" names_every_package

  new_machine cmake ctest apt-get
  full_database
  start "$script"
  : >"$log"
  start "$script"
  check "$script does not ask apt a second time" never_did '^apt-get'
  check "$script does not configure a second time" never_did '^cmake --preset'
  check "$script still builds a second time" did '^cmake --build'
done

new_machine cmake ctest
full_database
start app/run --demo 'two words'
check "app/run hands its arguments on" did '^loopscope --demo two words$'
check "app/run keeps stdout for the program" test ! -s "$box/out"

new_machine cmake ctest
full_database
start tests/run -R engine
check "tests/run hands its arguments to ctest" did '^ctest .*--no-tests=error.* -R engine$'

display=
new_machine cmake ctest apt-get
command_says dpkg-query 'exit 1'
start app/run
check "app/run without a display exits with 3" test "$status" = 3
check "app/run without a display names --screenshot" says --screenshot
check "app/run without a display names a virtual display" says xvfb-run
check "app/run without a display installs nothing" never_did '^apt-get'

new_machine cmake ctest
full_database
start app/run --screenshot picture.png
check "app/run --screenshot needs no display" did '^loopscope --screenshot picture.png$'

new_machine cmake ctest
full_database
start app/run run scenario.json
check "app/run run needs no display" did '^loopscope run scenario.json$'

echo "$failures failed"
test "$failures" = 0
