# SPDX-License-Identifier: MIT
"""Medians, spreads and ratios of the runs."""
import statistics
from dataclasses import dataclass

from programs import OURS


def median(values):
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


def percentile(values, share):
    """The nearest rank, as a program's own percentiles are."""
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


@dataclass
class Spread:
    """Of a ratio: its median over the rounds, its quartiles, its extremes."""
    median: float
    first: float
    third: float
    least: float
    most: float
    rounds: int

    @staticmethod
    def of(values):
        if not values:
            return None
        first, third = quartiles(values)
        return Spread(statistics.median(values), first, third, min(values), max(values), len(values))


def at_once(row):
    """Producers and loop ran at the same time, which costs more than in turn (W2)."""
    return row["cpu_ns_per_op"] >= 1.4 * row["ns_per_op"]


def in_turn(row):
    return row["cpu_ns_per_op"] < 1.15 * row["ns_per_op"]


def counts(row):
    """Whether a run may be compared: of W2 only those at once."""
    return not row["workload"].startswith("w2") or at_once(row)


class Runs:
    """The rows of all rounds, by workload and peer."""

    def __init__(self, rows):
        self.rows = rows
        self.by_peer = {}
        for row in rows:
            self.by_peer.setdefault(row["workload"], {}).setdefault(row["peer"], []).append(row)

    def workloads(self):
        return list(self.by_peer)

    def peers(self, workload):
        return self.by_peer.get(workload, {})

    def median(self, workload, peer, key):
        is_time = "ns_per_op" in key
        rows = self.peers(workload)[peer]
        return median([row.get(key) for row in rows if counts(row) or not is_time])

    def ours_beside(self, workload, peer):
        """Which of our rows a peer's is compared with."""
        own = [p for p in self.peers(workload) if p.startswith(OURS)]
        if len(own) < 2:
            return own[0] if own else None
        if workload == "w8_bridge":  # the same dispatcher
            return next((p for p in own if p.split("[")[-1] == peer.split("[")[-1]), None)
        task = any(word in peer for word in ("coroutine", "QCoro", "at each level", "Task"))
        return next((p for p in own if ("task" in p) == task), None)

    def ratio(self, workload, peer, key="ns_per_op", own=None):
        """Spread of peer ÷ ours, each within one round."""
        own = own or self.ours_beside(workload, peer)
        if own is None or peer not in self.peers(workload):
            return None
        return Spread.of(self._ratios(workload, peer, own, key))

    def _ratios(self, workload, peer, own, key):
        by_round = lambda rows: {r["round"]: r for r in reversed(rows) if counts(r) and r.get(key)}
        theirs = by_round(self.peers(workload)[peer])
        mine = by_round(self.peers(workload)[own])
        return [theirs[r][key] / mine[r][key] for r in sorted(theirs.keys() & mine.keys())]
