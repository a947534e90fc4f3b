# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by app/run, tests/run and .ci/run: installs what is missing, configures and builds.
# All of it writes to stderr, so that stdout belongs to what is run afterwards.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${LOOPSCOPE_PRESET:-release}
build_dir=$root/build/$preset

# shellcheck disable=SC2034  # used by the scripts that source this
build_packages=(g++ cmake ninja-build qt6-base-dev qt6-svg-dev)

# Without dpkg (not a Debian) a package counts as installed when what it is needed for is there.
stand_in_for() {
  case $1 in
    ninja-build) echo ninja ;;
    qt6-*-dev) echo qmake6 ;;
    *) echo "$1" ;;
  esac
}

missing_packages() {
  local package
  if command -v dpkg-query >/dev/null; then
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
      grep -qxF "installed $package" <<<"$installed" || echo "$package"
    done
  else
    for package in "$@"; do
      command -v "$(stand_in_for "$package")" >/dev/null || echo "$package"
    done
  fi
}

# stop_for REASON PACKAGE...: what a person has to install by hand.
stop_for() {
  echo "${0##*/}: $1. Missing packages (by their Debian names):" >&2
  shift
  echo "  $*" >&2
  exit 1
}

# as_root COMMAND...: sudo may ask for a password only where a person can answer.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" >&2
}

# install_missing PACKAGE...: asks nothing, and does nothing at all when all are installed.
install_missing() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0

  command -v apt-get >/dev/null || stop_for "this machine has no apt-get" "${missing[@]}"
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || stop_for "neither root nor sudo, so no right to install" "${missing[@]}"
    as_root true 2>/dev/null || stop_for "sudo gives no right to install" "${missing[@]}"
  fi

  echo "Installing ${missing[*]}" >&2
  local install=(install --yes --no-install-recommends "${missing[@]}")
  # Package lists that are absent, or so old that the downloads are gone, are fetched first.
  if ! apt-get --simulate "${install[@]}" >/dev/null 2>&1 || ! apt_get "${install[@]}"; then
    if ! apt_get update || ! apt_get "${install[@]}"; then
      stop_for "apt-get could not install everything" "${missing[@]}"
    fi
  fi
}

# A build folder is configured once; afterwards ninja itself sees when a CMakeLists.txt changes. The
# stamp holds where the project was: a folder that has moved is configured anew.
configure() {
  local stamp=$build_dir/configured options=()
  if [[ -f $stamp && $stamp -nt $root/CMakePresets.json ]]; then
    [[ $(<"$stamp") != "$root" ]] || return 0
    options=(--fresh)
  fi
  (cd "$root" && cmake --preset "$preset" "${options[@]}") >&2
  echo "$root" >"$stamp"
}

# build TARGET...
build() {
  configure
  cmake --build "$build_dir" --target "$@" >&2
}
