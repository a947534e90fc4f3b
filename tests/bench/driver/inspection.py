# SPDX-License-Identifier: MIT
"""What it costs to be inspectable, and to be inspected: every workload of ours in four modes."""
import json
import math
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import callgrind
import machine
import programs
import tables
from programs import Case

# without inspection compiled; compiled, nobody attached; attached and drained; attached, reader stopped
MODES = ["none", "idle", "drained", "stopped"]
COUNTED_OPERATIONS = 10_000  # whose records all fit into the ring that counts them


def environment_of(mode):
    return {"LOOPSCOPE_BENCH_INSPECT": mode} if mode in ("drained", "stopped", "counted") else {}


def command_of(options, mode):
    build = os.path.join(os.path.dirname(options.build), "uninspected")
    return programs.ours(build if mode == "none" else options.build)


def in_mode(options, case, mode):
    return Case(case.workload, case.peer, case.n, command_of(options, mode),
                case.environment | environment_of(mode))


def run(case, n):
    """The rows, each with the most memory that the process had."""
    if case.workload in programs.LARGE:
        programs.touch_memory()
    process = subprocess.Popen(case.command + [case.workload, case.peer, str(n)],
                               env=os.environ | case.environment, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"FAILED ({process.returncode}): {case}")
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [row | {"peak_mb": usage.ru_maxrss / 1024} for row in rows]


def cost(row):
    """Of the loop's thread alone where the program tells: the reader is another's."""
    return row.get("thread_ns_per_op", row["ns_per_op"])


def interval(values):
    """The median and an interval that holds the true one in 95 of 100 cases (or all there is)."""
    values = sorted(values)
    count = len(values)
    out = 0
    while 2 * sum(math.comb(count, k) for k in range(out + 1)) / 2**count <= 0.05:
        out += 1
    skip = max(out - 1, 0)
    return statistics.median(values), values[skip], values[count - 1 - skip]


def percent(ratios):
    if not ratios:
        return "–"
    middle, low, high = [100 * (value - 1) for value in interval(ratios)]
    return f"{middle:+.1f} % ({low:+.1f} … {high:+.1f})"


class Measured:
    """Of one workload: cost and memory by mode and round."""

    def __init__(self):
        self.cost = {mode: {} for mode in MODES}
        self.peak = {mode: [] for mode in MODES}
        self.records = None

    def ratios(self, over, under):
        over, under = self.cost[over], self.cost[under]
        return [over[r] / under[r] for r in sorted(over.keys() & under.keys())]

    def middle(self, mode):
        return statistics.median(self.cost[mode].values())

    def per_record(self, mode):
        """Nothing to divide by where few records are written: a tenth an operation."""
        if not self.records or self.records < 0.1:
            return "–"
        idle = self.cost["idle"]
        values = [(ns - idle[r]) / self.records for r, ns in self.cost[mode].items() if r in idle]
        middle, low, high = interval(values)
        return f"{middle:.1f} ({low:.1f} … {high:.1f})"

    def more_memory(self, mode):
        return statistics.median(self.peak[mode]) - statistics.median(self.peak["idle"])


def key_of(row):
    return row["workload"] + (" task" if "task" in row["peer"] else "")


def one_round(options, cases, number, measured, write):
    order = MODES if number % 2 else MODES[::-1]
    for case in cases:
        for mode in order:
            for row in run(in_mode(options, case, mode), case.n):
                write(row | {"mode": mode, "round": number})
                entry = measured.setdefault(key_of(row), Measured())
                entry.cost[mode][number] = cost(row)
                entry.peak[mode].append(row["peak_mb"])


def count_records(options, cases, measured):
    for case in cases:
        for row in run(in_mode(options, case, "counted"), min(case.n, COUNTED_OPERATIONS)):
            measured[key_of(row)].records = row.get("records_per_op")


def growth(options, cases):
    """Megabytes that a stopped reader costs beyond idle, at the usual work and at four times as much;
    where the work holds no more at a time, they are to be the same."""
    out = {}
    for case in cases:
        if case.workload[:2] in ("w3", "w6", "w7", "w8") or case.workload == "w5_spawn":
            continue
        more = []
        for times in (1, 4):
            peaks = [run(in_mode(options, case, mode), times * case.n)[0]["peak_mb"]
                     for mode in ("idle", "stopped")]
            more.append(peaks[1] - peaks[0])
        out[case.workload] = more
    return out


def instruction_rows(options, cases):
    counted = [case for case in cases if case.workload in callgrind.COUNTED]
    jobs = [(case, mode) for case in counted for mode in ("none", "idle", "counted")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        values = list(pool.map(lambda job: callgrind.per_operation(in_mode(options, *job)), jobs))
    rows = []
    for at, case in enumerate(counted):
        none, idle, attached = values[3 * at:3 * at + 3]
        rows.append([f"`{case.workload}` {case.peer}", f"{none:.1f}", f"{idle:.1f}",
                     f"{idle - none:+.1f} ({100 * (idle / none - 1):+.1f} %)", f"{attached:.1f}"])
    return rows


def report(options, cases, measured, rounds):
    lines = ["### Time (of the loop's thread, ns/op) and memory", ""]
    rows = [[f"`{name}`"] + [tables.num(m.middle(mode)) for mode in MODES]
            + [percent(m.ratios("idle", "none")), tables.num(m.records, 2), m.per_record("drained"),
               m.per_record("stopped"), tables.num(m.more_memory("drained"), 1),
               tables.num(m.more_memory("stopped"), 1)]
            for name, m in measured.items()]
    lines += tables.markdown(
        ["workload", "not compiled", "idle", "drained", "reader stopped",
         "idle ÷ not compiled (95 % interval)", "records/op", "ns/record, drained",
         "ns/record, stopped", "MB more, drained", "MB more, stopped"], rows)
    every = [ratio for m in measured.values() for ratio in m.ratios("idle", "none")]
    lines += ["", f"All workloads together, idle ÷ not compiled: {percent(every)}; {rounds} rounds.", ""]
    lines += ["### Memory with a reader that has stopped, MB beyond idle", ""]
    lines += tables.markdown(["workload", "at the usual work", "at four times as much"],
                             [[f"`{name}`"] + [f"{value:.1f}" for value in more]
                              for name, more in growth(options, cases).items()])
    lines += ["", "### Instructions for each operation (callgrind)", ""]
    lines += tables.markdown(["workload", "not compiled", "idle", "idle − not compiled", "attached"],
                             instruction_rows(options, cases))
    print("\n".join(lines))


def main(options):
    about = machine.describe(options.build)
    cases = programs.cases_of(programs.ours(options.build), {}, options.only)
    file = open(options.json, "w") if options.json else open(os.devnull, "w")
    write = lambda row: print(json.dumps(row), file=file, flush=True)
    write({"machine": about})
    if options.quick:
        for case in cases:
            case.n = max(case.n // 4, 1_000)
    rounds = options.rounds or (4 if options.quick else 12)
    measured = {}
    for number in range(1, rounds + 1):
        began = time.time()
        one_round(options, cases, number, measured, write)
        print(f"round {number}: {time.time() - began:.0f} s, load average {os.getloadavg()[0]:.2f}",
              file=sys.stderr)
    count_records(options, cases, measured)
    print("\n".join(["# What inspection costs", "", machine.text(about), ""]))
    report(options, cases, measured, rounds)
