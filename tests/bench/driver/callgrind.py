# SPDX-License-Identifier: MIT
"""Instructions for each operation, as valgrind counts them: the same on every run and machine."""
import os
import re
import subprocess
import sys
import tempfile

# Cases of one thread: valgrind runs threads in turn, and waiting ones spin. How often the timers' and
# the bridge's wait turns is the clock's choice.
COUNTED = {"w1_batch": 10_000, "w1_pingpong": 10_000, "w4_await": 5_000, "w5_spawn": 5_000,
           "w6_pending": 5_000, "w9_nest": 10_000, "w9_cancel": 5_000, "w10_gather": 10_000,
           "w10_queue": 5_000, "w10_lock": 5_000, "w10_event": 5_000}
WITHOUT_WARM_UP = {"w6_pending"}


# How the time is read is the machine's choice: its kernel trusts the processor's ticks, or not.
READS_THE_CLOCK = re.compile(r"^ *([\d,]+) .*QuickClock::look\(\)", re.MULTILINE)


def instructions(command, environment):
    with tempfile.TemporaryDirectory() as folder:
        counts = os.path.join(folder, "counts")
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}"] + command,
            env=os.environ | environment, capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", run.stderr)
        if run.returncode or not found:
            sys.exit(f"valgrind failed: {command}\n{run.stderr}")
        functions = subprocess.run(
            ["callgrind_annotate", "--inclusive=yes", "--threshold=100", "--auto=no", counts],
            capture_output=True, check=True, text=True).stdout
    # One line for each file whose lines it is made of.
    clock = sum(int(count.replace(",", "")) for count in READS_THE_CLOCK.findall(functions))
    return int(found.group(1)) - clock


def operations(case, n):
    """Of a run, with the tenth that warms up; a gather's width is fixed."""
    if case.workload == "w10_gather":
        return max(1, n // 10 // n_of(case)) * n_of(case) + n
    return n if case.workload in WITHOUT_WARM_UP else n + n // 10


def n_of(case):
    return COUNTED[case.workload]


def per_operation(case, environment=None):
    """What one operation adds: of a run less those of a smaller one."""
    small, large = n_of(case), 3 * n_of(case)
    count = lambda n: instructions(case.command + [case.workload, case.peer, str(n)],
                                   case.environment | (environment or {}))
    return (count(large) - count(small)) / (operations(case, large) - operations(case, small))
