# SPDX-License-Identifier: MIT
"""What a figure depends on: machine, versions, commit."""
import os
import platform
import re
import subprocess

PACKAGES = {"asio": "libasio-dev", "Boost": "libboost-dev", "libuv": "libuv1-dev",
            "Qt": "qt6-base-dev", "QCoro": "qcoro-qt6-dev", "uvloop": "python3-uvloop",
            "GLib": "libglib2.0-0", "glibc": "libc6"}


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def first_match(pattern, path):
    try:
        with open(path) as file:
            found = re.search(pattern, file.read(), re.M)
    except OSError:
        return "?"
    return found.group(1) if found else "?"


def packages():
    out = {}
    for name, package in PACKAGES.items():
        version = output_of("dpkg-query", "-W", "-f", "${Version}", package)
        if version:
            out[name] = version
    return out


def describe(build):
    flags = first_match(r"^CMAKE_CXX_FLAGS_RELEASE:\w+=(.*)$", os.path.join(build, "CMakeCache.txt"))
    dirty = "+" if output_of("git", "status", "--porcelain", "--untracked-files=no") else ""
    memory = int(first_match(r"^MemTotal:\s+(\d+)", "/proc/meminfo")) / 2**20
    return {
        "commit": output_of("git", "rev-parse", "--short", "HEAD") + dirty,
        "date": output_of("date", "-u", "+%Y-%m-%d %H:%M UTC"),
        "processor": first_match(r"^model name\s*: (.*)$", "/proc/cpuinfo"),
        "processors": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": first_match(r'^PRETTY_NAME="(.*)"$', "/etc/os-release"),
        "kernel": platform.release(),
        "compiler": output_of("g++", "--version").split("\n")[0],
        "flags": flags,
        "load": os.getloadavg()[0],
        "packages": packages(),
    }


def text(machine):
    versions = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return (f"{machine['processors']} × {machine['processor']}, {machine['memory_gib']} GiB; "
            f"{machine['system']}, kernel {machine['kernel']}; {machine['compiler']}, "
            f"`{machine['flags']}`; commit {machine['commit']}, {machine['date']}; load average "
            f"{machine['load']:.2f} at the start.\n{versions}.")
