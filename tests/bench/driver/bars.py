# SPDX-License-Identifier: MIT
"""What the engine has to show against its peers, and whether a call showed it."""
import re
from dataclasses import dataclass

from figures import median, percentile
from programs import OURS
from tables import lateness_ms, markdown, num

QCORO = "QCoro"


@dataclass
class Bar:
    """At least `bar` times the best row that `peers` matches."""
    workload: str
    peers: str
    says: str
    bar: float
    stretch: float = None
    key: str = "ns_per_op"

    def judge(self, runs):
        spread = best_ratio(runs, self.workload, self.peers, self.key)
        if spread is None:
            return None
        text = f"{num(spread.median, 2)} ({num(spread.first, 2)}–{num(spread.third, 2)})"
        return text, spread.median >= self.bar, self.stretch and spread.median >= self.stretch


@dataclass
class Limit:
    """At most `bar` of `key` in our row that `own` matches."""
    workload: str
    own: str
    says: str
    key: str
    bar: float
    stretch: float = None

    def judge(self, runs):
        peer = next((p for p in runs.peers(self.workload) if re.search(self.own, p)), None)
        value = peer and runs.median(self.workload, peer, self.key)
        if value is None:
            return None
        return num(value, 2), value <= self.bar, self.stretch is not None and value <= self.stretch


@dataclass
class Flood:
    """W8's, under one of Qt's dispatchers."""
    dispatcher: str
    says: str
    judge_rows: object
    workload: str = "w8_bridge"

    def judge(self, runs):
        rows = runs.peers(self.workload).get(f"{OURS} [{self.dispatcher}]")
        return rows and self.judge_rows(runs, rows, self.dispatcher)


def matching(runs, workload, pattern):
    return [p for p in runs.peers(workload) if re.match(pattern, p) and not p.startswith(OURS)]


def best_ratio(runs, workload, pattern, key="ns_per_op"):
    """Against the fastest of the rows."""
    value = lambda peer: runs.median(workload, peer, key)
    peers = [p for p in matching(runs, workload, pattern) if value(p) is not None]
    return runs.ratio(workload, min(peers, key=value), key) if peers else None


def rate(runs, rows, dispatcher):
    per_second = 1e9 / median([row["ns_per_op"] for row in rows])
    spread = best_ratio(runs, "w8_bridge", rf".*\[{dispatcher}\]")
    beside = f"; {num(spread.median, 2)} × the best peer" if spread else ""
    met = per_second >= 10e6 or (spread is not None and spread.median >= 2)
    return f"{num(per_second / 1e6, 1)} M/s{beside}", met, per_second >= 20e6


def punctual(_, rows, __):
    late = percentile(lateness_ms(rows), .99)
    missed = sum(int(row["missed_ticks"]) for row in rows)
    return f"{late:.2f} ms, {missed} missed", late < 2 and missed == 0, False


def quiet(_, rows, __):
    share = median([row["idle_cpu_pct"] for row in rows])
    return f"{num(share, 2)} %", share < 0.5, False


def two_sided(workload):
    """W3: level at the median and at the 99th percentile."""
    return [Bar(workload, "asio$", f"{where} of asio without reactor, 0.95", 0.95, 1.1, key)
            for where, key in (("median", "p50_us"), ("p99", "p99_us"))]


def from_threads(workload):
    return [Bar(workload, r"asio(\+reactor)?$", "3 × asio, at once", 3, 5),
            Bar(workload, "libuv async", "1.2 × libuv's idiom, at once", 1.2),
            Limit(workload, OURS, "no allocation per post", "allocs_per_op", 0.01)]


BARS = [
    Bar("w1_batch", r"asio(\+reactor)?$", "4 × asio", 4, 6),
    Bar("w1_batch", "floor: plain deque", "1.3 × the plain deque", 1.3),
    Bar("w1_pingpong", "asio$", "1.5 × asio without reactor", 1.5, 3),
    Bar("w1_pingpong", "floor", "1.2 × the best floor", 1.2),
    *from_threads("w2_p1"), *from_threads("w2_p2"), *from_threads("w2_p4"),
    *two_sided("w3_same"), *two_sided("w3_cross"),
    Bar("w4_await", "asio async_initiate", "1.5 × asio async_initiate", 1.5, 2.5),
    Bar("w4_await", QCORO, "50 × QCoro", 50),
    Limit("w4_await", OURS, "no malloc per cycle", "allocs_per_op", 0.01),
    Bar("w5_spawn", r"asio(\+reactor)? co_spawn", "5 × co_spawn", 5, 8),
    Bar("w5_spawn", QCORO, "2.5 × QCoro", 2.5),
    Limit("w5_spawn", OURS, "none from malloc once warm", "allocs_per_op", 0.05),
    Limit("w6_pending", "future", "96 B for a future and its callback", "bytes_per_item", 96, 64),
    Limit("w6_pending", "task", "220 B for a task and the future that it awaits", "bytes_per_item",
          220),
    Bar("w7_insert", "", "4 × the best peer", 4, 8),
    Bar("w7_cancel", "", "10 × the best peer", 10, 20),
    Bar("w7_fire", "", "4 × the best peer", 4, 8),
    *[Flood(dispatcher, f"{says} [{dispatcher}]", judge) for dispatcher in ("glib", "unix")
      for says, judge in (("10 M/s or 2 × the best peer", rate),
                          ("tick p99 under 2 ms, none missed", punctual),
                          ("idle CPU under 0.5 %", quiet))],
    Bar("w9_nest", "asio awaitable", "2 × asio's nested awaitables", 2, 4),
    Bar("w9_cancel", "asio cancellation_slot$", "2 × asio's nested awaitables", 2, 4),
    *[Bar(f"w10_{what}", "uvloop", "20 × uvloop", 20, 50)
      for what in ("gather", "queue", "lock", "event")],
]


def named(workload, peer):
    """Whether a bar of the workload compares with the peer."""
    return any(isinstance(bar, Bar) and bar.workload == workload and re.match(bar.peers, peer)
               for bar in BARS) or workload == "w8_bridge"


def verdict(bar, met, stretched):
    if not met:
        return "not met"
    return "met, and the stretch" if stretched else "met"


def table(runs):
    rows = []
    for bar in BARS:
        judged = bar.judge(runs)
        if judged:
            text, met, stretched = judged
            rows.append([f"`{bar.workload}`", bar.says, text, verdict(bar, met, stretched)])
        elif bar.workload in runs.workloads():
            rows.append([f"`{bar.workload}`", bar.says, "–", "not measured"])
    return markdown(["workload", "bar", "measured (quartiles)", "verdict"], rows)
