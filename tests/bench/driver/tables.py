# SPDX-License-Identifier: MIT
"""A Markdown table for each workload."""
from figures import at_once, in_turn, median, percentile
from programs import OURS

TITLES = {
    "w1_batch": "W1a post from the loop itself, batches of 1000",
    "w1_pingpong": "W1b each callback posts the next",
    "w2_p1": "W2 post from 1 other thread",
    "w2_p2": "W2 post from 2 other threads",
    "w2_p4": "W2 post from 4 other threads",
    "w3_same": "W3a wake round trip, both threads on one processor",
    "w3_cross": "W3b wake round trip, threads on two processors",
    "w4_await": "W4 await a future that a callback resolves",
    "w5_spawn": "W5 spawn tasks that yield once",
    "w6_pending": "W6 pending futures with one waiter",
    "w7_insert": "W7 insert a timer",
    "w7_cancel": "W7 cancel a timer, with the sweep that follows",
    "w7_fire": "W7 fire a due timer",
    "w8_bridge": "W8 flood of the Qt thread under a 16 ms tick",
    "w9_nest": "W9 await through 100 levels, per level",
    "w9_cancel": "W9 cancel through 100 levels, per level",
    "w10_gather": "W10 gather of 10,000 tasks that yield once, per task",
    "w10_queue": "W10 hand-over through a queue of one place",
    "w10_lock": "W10 hand-over of a lock",
    "w10_event": "W10 hand-over by two events",
}


def order(workload):
    known = list(TITLES)
    return known.index(workload) if workload in known else len(known)


def num(value, digits=None):
    if value is None:
        return "–"
    if digits is None:
        digits = 0 if abs(value) >= 100 else 1
    return f"{value:,.{digits}f}"


def ratio_text(spread):
    if spread is None:
        return "–"
    digits = 1 if spread.median >= 10 else 2
    return (f"**{num(spread.median, digits)}** ({num(spread.first, digits)}–"
            f"{num(spread.third, digits)})")


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def name_of(peer):
    return f"**{peer}**" if peer.startswith(OURS) else peer


def ratio_of(runs, workload, peer, key="ns_per_op"):
    return "" if peer.startswith(OURS) else ratio_text(runs.ratio(workload, peer, key))


def runs_of(rows):
    return f"{rows[0]['n']:,} × {len(rows)}"


def span(values, digits=None):
    return f"{num(min(values), digits)}–{num(max(values), digits)}"


def plain_table(runs, workload, peers):
    extra = {"w5_spawn": ("B/task (peak RSS)", "bytes_per_item"),
             "w6_pending": ("B each (RSS)", "bytes_per_item"),
             "w7_cancel": ("ns, call only", "call_only_ns")}.get(workload)
    head = ["program", "n × runs", "ns/op", "lowest–highest", "CPU ns/op", "allocs/op"]
    head += ([extra[0]] if extra else []) + ["÷ loopscope (quartiles)", "by CPU time"]
    rows = []
    for peer, of_peer in peers:
        value = lambda key: median([row.get(key) for row in of_peer])
        row = [name_of(peer), runs_of(of_peer), num(value("ns_per_op")),
               span([r["ns_per_op"] for r in of_peer]), num(value("cpu_ns_per_op")),
               num(value("allocs_per_op"), 2)]
        row += [num(value(extra[1]), 0)] if extra else []
        rows.append(row + [ratio_of(runs, workload, peer),
                           ratio_of(runs, workload, peer, "cpu_ns_per_op")])
    return markdown(head, rows)


def threads_table(runs, workload, peers):
    """Two kinds of run on a shared machine: producers and loop truly at once, or (something else having
    taken a processor) one after the other, without contention and so faster. Compared are those at
    once."""
    def part(rows, keep):
        values = [row["ns_per_op"] for row in rows if keep(row)]
        return f"{num(median(values))} ({len(values)})"

    rows = [[name_of(peer), runs_of(of_peer), span([r["ns_per_op"] for r in of_peer]),
             part(of_peer, at_once), part(of_peer, in_turn),
             num(median([r["allocs_per_op"] for r in of_peer]), 2), ratio_of(runs, workload, peer)]
            for peer, of_peer in peers]
    return markdown(["program", "n × runs", "ns/op, lowest–highest", "at once: ns/op (runs)",
                     "in turn: ns/op (runs)", "allocs/op", "÷ loopscope, at once (quartiles)"], rows)


def wake_table(runs, workload, peers):
    rows = [[name_of(peer), runs_of(of_peer), num(median([r["p50_us"] for r in of_peer]), 1),
             span([r["p50_us"] for r in of_peer], 1), num(median([r["p99_us"] for r in of_peer]), 1),
             ratio_of(runs, workload, peer, "p50_us"), ratio_of(runs, workload, peer, "p99_us")]
            for peer, of_peer in peers]
    return markdown(["program", "n × runs", "median µs", "lowest–highest run's", "p99 µs",
                     "median ÷ loopscope (quartiles)", "p99 ÷ loopscope (quartiles)"], rows)


def lateness_ms(rows):
    """Of the ticks of all runs: one run sees too few for a 99th percentile."""
    return [us / 1e3 for row in rows for us in row["samples_us"]]


def bridge_table(runs, workload, peers):
    rows = []
    for peer, of_peer in peers:
        late = lateness_ms(of_peer)
        rows.append([
            name_of(peer), runs_of(of_peer), num(1e9 / median([r["ns_per_op"] for r in of_peer]), 0),
            span([r["ns_per_op"] for r in of_peer]),
            f"{percentile(late, .5):.2f}, {percentile(late, .99):.2f}, {max(late):.2f}",
            f"{len(late)}, {sum(int(r['missed_ticks']) for r in of_peer)}",
            f"{num(median([r['idle_cpu_pct'] for r in of_peer]), 2)} %",
            ratio_of(runs, workload, peer)])
    return markdown(["program", "n × runs", "callbacks/s", "ns/callback, lowest–highest",
                     "tick lateness ms: median, p99, worst", "ticks seen, missed", "CPU while idle",
                     "÷ loopscope (quartiles)"], rows)


def table(runs, workload):
    peers = sorted(runs.peers(workload).items(),
                   key=lambda item: median([row["ns_per_op"] for row in item[1]]))
    kinds = {"w2": threads_table, "w3": wake_table, "w8": bridge_table}
    make = kinds.get(workload[:2], plain_table)
    return [f"### {TITLES.get(workload, workload)} (`{workload}`)", ""] + make(runs, workload, peers)
