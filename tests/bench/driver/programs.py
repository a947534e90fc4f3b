# SPDX-License-Identifier: MIT
"""The programs of the benchmark: which there are, what they can run, and one run of one of them."""
import json
import mmap
import os
import pathlib
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent.parent
OURS = "loopscope"
UNIX = {"QT_NO_GLIB": "1"}  # Qt's own dispatcher instead of GLib's

# One program may measure several workloads in one run.
PARTS = {"w7_timers": ["w7_insert", "w7_cancel", "w7_fire"]}

# They take memory by the hundred megabytes.
LARGE = ("w5_spawn", "w6_pending", "w7_timers")
REST_SECONDS = 4


@dataclass
class Case:
    workload: str
    peer: str
    n: int
    command: list
    environment: dict = field(default_factory=dict)

    @property
    def is_python(self):
        return self.command[-1] in ("asyncio", "uvloop")

    @property
    def is_ours(self):
        return self.peer.startswith(OURS)

    def workloads(self):
        return PARTS.get(self.workload, [self.workload])


def ours(build):
    return [os.path.join(build, "tests/bench/loopscope-bench")]


def version_of(python):
    try:
        return subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                              capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def python_313():
    candidates = [os.environ.get("PYTHON", ""), "python3.13"]
    candidates += sorted(map(str, pathlib.Path.home().glob(".pyenv/versions/3.13*/bin/python3")))
    return next((c for c in candidates if c and version_of(c) == "3.13"), None)


def targets(build, peers):
    """(command, environment, regular expression of workloads left out) of the peers asked for."""
    program = lambda name: [os.path.join(build, "tests/bench/peers", "peer_" + name)]
    out = [(ours(build), {}, None), (ours(build), UNIX, "(?!w8)")]
    for name in ("floor", "asio", "boost", "uv"):
        if name in peers:
            out.append((program(name), {}, None))
    # The two dispatchers share QFuture and the timer list, so W6 and W7 run under one of them.
    for name, leave_out in (("qt", "w6|w7"), ("qcoro", "w6|w9"), ("qt_asio", None)):
        if name in peers:
            out += [(program(name), {}, None), (program(name), UNIX, leave_out)]
    script = str(HERE / "peers/python.py")
    if "asyncio" in peers:
        python = python_313()
        if python:
            out.append(([python, script, "asyncio"], {}, None))
        else:
            print("asyncio is left out: no CPython 3.13 on PATH, in ~/.pyenv or as $PYTHON",
                  file=sys.stderr)
    if "uvloop" in peers:
        debian = "/usr/bin/python3"
        found = subprocess.run([debian, "-c", "import uvloop"], capture_output=True).returncode == 0
        if found:
            out.append(([debian, script, "uvloop"], {}, None))
            # what uvloop's own interpreter does without it
            out.append(([debian, script, "asyncio"], {}, "w3|w6|w7"))
        else:
            print("uvloop is left out: Debian's python3 has none", file=sys.stderr)
    return out


def selected(workload, only):
    names = [workload] + PARTS.get(workload, [])
    return not only or any(re.search(o, name) for o in only for name in names)


def output_of_list(command, environment=None):
    """(workload, peer, n) of each line."""
    listing = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True,
                             text=True, check=True).stdout
    rows = [line.split("\t") for line in listing.splitlines()]
    return [(workload, peer, int(n)) for workload, peer, n in rows]


def cases_of(command, environment, only, leave_out=None):
    return [Case(workload, peer, n, command, environment)
            for workload, peer, n in output_of_list(command + ["list"], environment)
            if selected(workload, only) and not (leave_out and re.match(leave_out, workload))]


def touch_memory(most=1 << 30, page=2 << 20):
    """Touches memory and gives it back, for the program that runs next. The host of a virtual machine
    takes free memory away within seconds; to get it back costs a program ten times a page fault, and
    which of them pays is chance."""
    size = min(most, os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4 // page * page)
    if not size:
        return
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.madvise(mmap.MADV_HUGEPAGE)
        for place in range(0, size, page):
            memory[place] = 1


def execute(command, environment, timeout=120):
    """The JSON lines of one run; none when it failed, which is said."""
    try:
        run = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True,
                             timeout=timeout)
    except subprocess.TimeoutExpired:
        print(f"TIMED OUT: {command}", file=sys.stderr)
        return []
    if run.returncode:
        print(f"FAILED ({run.returncode}): {command}\n{run.stderr}", file=sys.stderr)
        return []
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


large_ran = False


def execute_case(case, n=None, environment=None):
    """After a large workload first rests while the kernel hands its memory back to a virtual machine's host."""
    global large_ran
    if case.workload in LARGE:
        touch_memory()
    elif large_ran:
        time.sleep(REST_SECONDS)
    large_ran = case.workload in LARGE
    arguments = [case.workload, case.peer] + ([str(n)] if n else [])
    return execute(case.command + arguments, case.environment | (environment or {}))
