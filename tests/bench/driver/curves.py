# SPDX-License-Identifier: MIT
"""How the cost grows with the number of things: 1,000 … 1,000,000, and the exponent that fits."""
import json
import math
import os
import statistics

import machine
import programs
import tables
from programs import Case

SIZES = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
TOO_LONG_S = 20  # where a size takes longer, larger ones are left out
INSPECTED = {"LOOPSCOPE_BENCH_INSPECT": "drained"}
TITLES = {
    "curve_futures": "futures made, given a callback and resolved",
    "curve_tasks": "tasks spawned that yield once",
    "curve_timers": "timers inserted, nine in ten cancelled",
    "curve_callbacks": "callbacks on one future",
    "curve_journal": "calls whose records another thread reads",
    "curve_all_tasks": "all_tasks()",
    "curve_remove_callback": "each callback of a future removed",
    "curve_cancel_group": "a group's tasks cancelled",
    "curve_producers": "posts of 1 … 8 threads, 400,000 in all",
}


def curves_of(options):
    command = programs.ours(options.build)
    listing = programs.output_of_list(command + ["list-curves"])
    cases = [Case(workload, peer, n, command) for workload, peer, n in listing
             if programs.selected(workload, options.only)]
    return cases + [Case(case.workload, case.peer, case.n, command, INSPECTED) for case in cases
                    if case.workload in ("curve_futures", "curve_tasks", "curve_cancel_group")]


def sizes(case):
    return [1, 2, 4, 8] if case.n == 8 else [n for n in SIZES if n <= case.n]


def slope(points):
    """Least squares on the logarithms: time ~ size ^ slope."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    middle_x, middle_y = statistics.mean(xs), statistics.mean(ys)
    over = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys))
    return over / sum((x - middle_x) ** 2 for x in xs)


def measure(case, rounds, write):
    """{size: ns for each thing}, the least of the rounds: what disturbs only adds."""
    least = {}
    for number in range(1, rounds + 1):
        for n in sizes(case):
            if any(n > m and least[m] * m > TOO_LONG_S * 1e9 for m in least):
                continue
            for row in programs.execute_case(case, n):
                write(row | {"size": n, "round": number})
                least[n] = min(least.get(n, math.inf), row["ns_per_op"])
    return least


def row_of(case, least):
    total = lambda n: least[n] * (1 if case.n == 8 else n)
    points = [(n, total(n)) for n in sorted(least)]
    cells = [f"{n:,}: {tables.num(least[n])}" for n in sorted(least)]
    title = TITLES.get(case.workload, case.workload) + (", inspected" if case.environment else "")
    return [title, " · ".join(cells), f"{slope(points):.2f}",
            f"{slope(points[-3:]):.2f}"]


def main(options):
    about = machine.describe(options.build)
    file = open(options.json, "w") if options.json else open(os.devnull, "w")
    write = lambda row: print(json.dumps(row), file=file, flush=True)
    write({"machine": about})
    rounds = options.rounds or (1 if options.quick else 5)
    rows = [row_of(case, measure(case, rounds, write)) for case in curves_of(options)]
    print("\n".join(["# How cost grows", "", machine.text(about), "",
                     "Time grows as size ^ exponent: 1 is linear, 2 quadratic. Of producers the total "
                     "work is the same, so 0 is as good as one.", ""]
                    + tables.markdown(["what", "size: ns for each", "exponent",
                                       "exponent, last three sizes"], rows)
                    + ["", f"Least of {rounds} rounds."]))
