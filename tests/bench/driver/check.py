# SPDX-License-Identifier: MIT
"""Compares what does not depend on the machine with what was recorded."""
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import callgrind
import machine
import programs

EXPECTED = programs.HERE / "expected.json"
TOLERANCE = 0.10  # of instructions
ALLOCATIONS_TOLERANCE = 0.02  # an operation: what a queue or a pool takes as it grows
ATTACHED = {"w1_batch", "w4_await", "w5_spawn"}  # counted under an inspector too


def name_of(case):
    """A workload, or where one has several rows the row's."""
    return case.workload + (" task" if "task" in case.peer else "")


def allocations(case):
    """Those of the usual work's hundredth, since the first thousands are the dearer ones."""
    rows = programs.execute_case(case, max(case.n // 10, 10_000))
    return {row["workload"]: round(row["allocs_per_op"], 3) for row in rows} if rows else {}


def allocation_figures(cases):
    out = {}
    for case in cases:
        figures = allocations(case)
        if not figures:
            sys.exit(f"{case.workload} failed")
        if len(figures) == 1:
            figures = {name_of(case): next(iter(figures.values()))}
        out |= figures
    return out


def instruction_figures(cases):
    jobs = [(case, "") for case in cases if case.workload in callgrind.COUNTED]
    jobs += [(case, "counted") for case, _ in jobs if case.workload in ATTACHED]
    count = lambda job: callgrind.per_operation(
        job[0], {"LOOPSCOPE_BENCH_INSPECT": job[1]} if job[1] else {})
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        values = list(pool.map(count, jobs))
    return {name_of(case) + (", inspected" if mode else ""): round(value, 1)
            for (case, mode), value in zip(jobs, values)}


def measure(options):
    command = programs.ours(options.build)
    cases = programs.cases_of(command, {}, [])
    # Threads meet the pools in an order of their own; no row of W3 and W8 tells allocations.
    steady = [c for c in cases if c.workload[:2] not in ("w2", "w3", "w8")]
    sizes = json.loads(subprocess.run(command + ["sizes"], capture_output=True, check=True).stdout)
    return {"compiler": machine.describe(options.build)["compiler"], "sizes": sizes,
            "allocations": allocation_figures(steady), "instructions": instruction_figures(cases)}


def differences(expected, measured):
    """(what, recorded, measured) of what is not as recorded."""
    allowed = {"sizes": lambda was, now: was == now,
               "allocations": lambda was, now: abs(now - was) <= ALLOCATIONS_TOLERANCE,
               "instructions": lambda was, now: abs(now / was - 1) <= TOLERANCE}
    for kind, holds in allowed.items():
        if kind == "instructions" and expected["compiler"] != measured["compiler"]:
            print(f"instructions are not compared: recorded with {expected['compiler']}")
            continue
        for name in sorted(expected[kind].keys() | measured[kind].keys()):
            was, now = expected[kind].get(name), measured[kind].get(name)
            if was is None or now is None or not holds(was, now):
                yield f"{kind} of {name}", was, now


def main(options):
    measured = measure(options)
    if options.record:
        EXPECTED.write_text(json.dumps(measured, indent=2) + "\n")
        print(f"recorded in {EXPECTED}")
        return
    expected = json.loads(EXPECTED.read_text())
    wrong = list(differences(expected, measured))
    for what, was, now in wrong:
        print(f"{what}: {now}, recorded {was}")
    if wrong:
        sys.exit("Not as recorded. Where that is meant, `tests/bench/check --record` records it anew.")
    print("allocations, sizes and instructions are as recorded")
