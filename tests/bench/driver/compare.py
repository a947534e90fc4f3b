# SPDX-License-Identifier: MIT
"""All workloads of all programs, interleaved, and what they gave."""
import json
import os
import sys
import time

import bars
import machine
import programs
import tables
from figures import Runs, at_once

QUICK_SECONDS = 170
QUICK_ROUNDS = 3
TRIES_AT_ONCE = 3


def all_cases(options):
    cases = []
    for command, environment, leave_out in programs.targets(options.build, options.peers):
        cases += programs.cases_of(command, environment, options.only, leave_out)
    if options.quick:
        cases = [c for c in cases if c.is_ours or any(
            bars.named(w, c.peer) for w in c.workloads())]
    # What is compared runs close together. What takes memory by the hundred megabytes comes last: for some
    # seconds afterwards the kernel hands it back to a virtual machine's host, and stops everybody meanwhile.
    return sorted(cases, key=lambda case: (case.workload in programs.LARGE,
                                           tables.order(case.workloads()[0])))


def python_allocations(cases, build):
    """Of the Python peers, once, preloaded, on a fifth of the work: counting slows them down."""
    library = os.path.join(build, "tests/bench/peers/libpeer_count.so")
    counting = {"LD_PRELOAD": library, "PYTHONMALLOC": "malloc"}
    counted = {}
    for case in cases:
        if case.is_python and not case.workload.startswith("w3"):
            for row in programs.execute_case(case, case.n // 5, counting):
                counted[row["workload"], row["peer"]] = row["allocs_per_op"]
    return counted


def runs_of(case):
    """One run; of W2 more, until producers and loop ran at once, which a busy machine prevents."""
    rows = programs.execute_case(case)
    if case.workload.startswith("w2") and not case.is_python:
        while rows and not at_once(rows[-1]) and len(rows) < TRIES_AT_ONCE:
            rows += programs.execute_case(case)
    return rows


def one_round(number, cases, end, keep):
    """Whether there was time for all. Each round begins elsewhere, so that nobody is always first."""
    shift = (number - 1) * 7 % len(cases)
    began = time.time()
    for case in cases[shift:] + cases[:shift]:
        if end and time.time() > end:
            return False
        for row in runs_of(case):
            keep(row | {"round": number, "took_s": round(time.time() - began, 2)})
    print(f"round {number}: {time.time() - began:.0f} s, load average {os.getloadavg()[0]:.2f}",
          file=sys.stderr)
    return True


def report(runs, about, rounds, loads):
    lines = ["# Loopscope beside its peers", "", machine.text(about), ""]
    for workload in sorted(runs.workloads(), key=tables.order):
        lines += tables.table(runs, workload) + [""]
    lines += ["### The bars", ""] + bars.table(runs) + [""]
    lines.append(f"{rounds} rounds; load average at the start of each: "
                 + ", ".join(f"{load:.2f}" for load in loads) + ".")
    print("\n".join(lines))


def main(options):
    about = machine.describe(options.build)
    cases = all_cases(options)
    if not cases:
        sys.exit("No workload of that name: see `loopscope-bench list`.")
    counted = {} if options.quick else python_allocations(cases, options.build)
    file = open(options.json, "w") if options.json else None
    rows, loads = [], []

    def write(line):
        if file:
            print(json.dumps(line), file=file, flush=True)

    def keep(row):
        row["allocs_per_op"] = counted.get((row["workload"], row["peer"]), row["allocs_per_op"])
        rows.append(row)
        write(row)

    write({"machine": about})
    end = max(options.start + QUICK_SECONDS, time.time() + 60) if options.quick else None
    wanted = options.rounds or (QUICK_ROUNDS if options.quick else 8)
    for number in range(1, wanted + 1):
        loads.append(os.getloadavg()[0])
        if not one_round(number, cases, end, keep):
            print(f"out of time in round {number} of {wanted}", file=sys.stderr)
            break
    report(Runs(rows), about, len(loads), loads)
