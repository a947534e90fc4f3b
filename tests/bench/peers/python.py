#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""asyncio and uvloop under the workloads that have an equivalent there.

python.py asyncio|uvloop list
python.py asyncio|uvloop WORKLOAD PEER [N]

Prints the same JSON lines as the C++ peers. Counts allocations only when preloaded with the counting
library (the driver does that in a run of its own, since PYTHONMALLOC=malloc slows everything down).
"""
import asyncio
import ctypes
import gc
import json
import os
import resource
import sys
import threading
import time

NOW = time.perf_counter_ns
FLAVOUR = sys.argv[1]
if FLAVOUR == "uvloop":
    import uvloop

    def new_loop():
        return uvloop.new_event_loop()
else:
    def new_loop():
        return asyncio.new_event_loop()

try:
    alloc_count = ctypes.CDLL(None).bench_alloc_count
    alloc_count.restype = ctypes.c_uint64
except AttributeError:
    alloc_count = None


def rss():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()


def peak_rss():
    with open("/proc/self/status") as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024


def reset_peak():
    with open("/proc/self/clear_refs", "w") as f:
        f.write("5")


class Meter:
    ns = cpu = 0
    allocs = 0 if alloc_count else None

    def start(self):
        self.allocs = alloc_count() if alloc_count else 0
        self.cpu = time.process_time_ns()
        self.ns = NOW()

    def stop(self):
        self.ns = NOW() - self.ns
        self.cpu = time.process_time_ns() - self.cpu
        self.allocs = alloc_count() - self.allocs if alloc_count else None

    def add(self, other):
        self.ns += other.ns
        self.cpu += other.cpu
        if alloc_count:
            self.allocs += other.allocs


def emit(workload, peer, n, meter=None, ns=None, nbytes=None, **extra):
    row = {"workload": workload, "peer": peer, "n": n,
           "ns_per_op": meter.ns / n if meter else ns,
           "allocs_per_op": meter.allocs / n if meter and meter.allocs is not None else None,
           "bytes_per_item": max(0.0, nbytes / n) if nbytes is not None else None}
    if meter:
        row["cpu_ns_per_op"] = meter.cpu / n
    print(json.dumps(row | extra), flush=True)


def w1_batch(workload, peer, n):
    for k in (n // 10, n):
        loop = new_loop()
        left = k // 1000
        hits = 0

        def nop():
            nonlocal hits
            hits += 1

        def step():
            nonlocal left
            for _ in range(1000):
                loop.call_soon(nop)
            left -= 1
            loop.call_soon(step if left else loop.stop)

        loop.call_soon(step)
        m = Meter()
        m.start()
        loop.run_forever()
        m.stop()
        assert hits == k
        loop.close()
    emit(workload, peer, n, m)


def w1_pingpong(workload, peer, n):
    for k in (n // 10, n):
        loop = new_loop()
        hits = 0

        def hop():
            nonlocal hits
            hits += 1
            loop.call_soon(hop) if hits < k else loop.stop()

        loop.call_soon(hop)
        m = Meter()
        m.start()
        loop.run_forever()
        m.stop()
        assert hits == k
        loop.close()
    emit(workload, peer, n, m)


def w2(threads):
    def run(workload, peer, n):
        for k in (n // 10, n):
            loop = new_loop()
            hits = 0
            m = Meter()
            go = threading.Event()

            def hit():
                nonlocal hits
                hits += 1
                if hits == k:
                    m.stop()
                    loop.stop()

            def produce(share):
                go.wait()
                for _ in range(share):
                    loop.call_soon_threadsafe(hit)

            ts = [threading.Thread(target=produce, args=(k // threads,)) for _ in range(threads)]
            for t in ts:
                t.start()

            def start():
                m.start()
                go.set()

            loop.call_soon(start)
            loop.run_forever()
            for t in ts:
                t.join()
            loop.close()
        emit(workload, peer, n, m, wall_ms=m.ns / 1e6)
    return run


def w3_wake(workload, peer, n):
    loop = new_loop()
    us = []
    os.sched_setaffinity(0, {0})  # this thread; the asker's own is set below

    def ask():
        os.sched_setaffinity(0, {1 if workload == "w3_cross" else 0})
        warm = n // 20
        for i in range(n + warm):
            time.sleep(20e-6)
            answer = threading.Lock()
            answer.acquire()
            t0 = NOW()
            loop.call_soon_threadsafe(answer.release)
            answer.acquire()
            if i >= warm:
                us.append((NOW() - t0) / 1e3)
        loop.call_soon_threadsafe(loop.stop)

    t = threading.Thread(target=ask)
    loop.call_soon(t.start)
    loop.run_forever()
    t.join()
    us.sort()
    p50, p99 = us[len(us) // 2], us[int(len(us) * 0.99)]
    emit(workload, peer, n, ns=p50 * 1e3, p50_us=p50, p99_us=p99)


def w4_await(workload, peer, n):
    async def main(k):
        loop = asyncio.get_running_loop()
        total = 0
        for _ in range(k):
            f = loop.create_future()
            loop.call_soon(f.set_result, 1)
            total += await f
        assert total == k

    loop = new_loop()
    for k in (n // 10, n):
        m = Meter()
        m.start()
        loop.run_until_complete(main(k))
        m.stop()
    emit(workload, peer, n, m)


def w5_spawn(workload, peer, n):
    async def child(i):
        await asyncio.sleep(0)
        return i

    async def main(k, m):
        m.start()
        got = await asyncio.gather(*[asyncio.create_task(child(i)) for i in range(k)])
        m.stop()
        assert sum(got) == k * (k - 1) // 2

    loop = new_loop()
    for k in (n // 10, n):
        gc.collect()
        reset_peak()
        rss0 = rss()
        m = Meter()
        loop.run_until_complete(main(k, m))
    emit(workload, peer, n, m, nbytes=peak_rss() - rss0, peak_rss_mb=peak_rss() / 1e6)


def w6_pending(workload, peer, n):
    loop = new_loop()
    hits = 0

    def hit(f):
        nonlocal hits
        hits += 1

    gc.collect()
    rss0 = rss()
    m = Meter()
    m.start()
    keep = [None] * n
    for i in range(n):
        f = loop.create_future()
        f.add_done_callback(hit)
        keep[i] = f
    m.stop()
    emit(workload, peer, n, m, nbytes=rss() - rss0)
    os._exit(0)


def deadlines(n, lo, hi):
    x = 0x9E3779B97F4A7C15
    mask = (1 << 64) - 1
    out = []
    for _ in range(n):
        x ^= (x << 13) & mask
        x ^= x >> 7
        x ^= (x << 17) & mask
        out.append((lo + (x >> 11) % (hi - lo + 1)) / 1e3)
    return out


def w7_timers(workload, peer, n):
    delays = deadlines(n, 60 * 1000, 3600 * 1000)
    nd = n // 10
    due = deadlines(nd, 1, 10)
    fired = 0

    def hit():
        nonlocal fired
        fired += 1

    def hit_last():
        nonlocal fired
        fired += 1
        if fired == nd:
            done.set_result(None)

    async def main():
        nonlocal done
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        m = Meter()
        m.start()
        handles = [loop.call_later(d, hit) for d in delays]
        m.stop()
        emit("w7_insert", peer, n, m)
        m.start()
        k = 0
        for i, h in enumerate(handles):
            if i % 10:
                h.cancel()
                k += 1
        calls = NOW() - m.ns
        await asyncio.sleep(0)  # asyncio sweeps its heap of cancelled handles here
        await asyncio.sleep(0)
        m.stop()
        emit("w7_cancel", peer, k, m, call_only_ns=calls / k)
        keep = [loop.call_later(d, hit_last) for d in due]
        end = NOW() + 15_000_000
        while NOW() < end:
            pass
        m.start()
        await done
        m.stop()
        emit("w7_fire", peer, nd, m)

    done = None
    loop = new_loop()
    loop.run_until_complete(main())
    os._exit(0)


LEVELS = 100


def w9_nest(workload, peer, n):
    async def nest(depth):
        return 1 if depth == 0 else await nest(depth - 1) + 1

    async def main(times):
        return sum([await nest(LEVELS - 1) for _ in range(times)])

    loop = new_loop()
    for k in (n // 10, n):
        m = Meter()
        m.start()
        total = loop.run_until_complete(main(k // LEVELS))
        m.stop()
        assert total == k
    emit(workload, peer, n, m)


def w9_cancel(workload, peer, n):
    async def chain(innermost, depth):
        if depth == 0:
            await innermost
        else:
            await asyncio.create_task(chain(innermost, depth - 1))

    async def main(times, total):
        for _ in range(times):
            outermost = asyncio.create_task(chain(loop.create_future(), LEVELS - 1))
            for _ in range(LEVELS + 1):
                await asyncio.sleep(0)
            m = Meter()
            m.start()
            outermost.cancel()
            try:
                await outermost
            except asyncio.CancelledError:
                pass
            m.stop()
            total.add(m)

    loop = new_loop()
    for k in (n // 10, n):
        total = Meter()
        loop.run_until_complete(main(k // LEVELS, total))
    emit(workload, peer, n, total)


def w10_gather(workload, peer, n):
    width = 10_000

    async def child(i):
        await asyncio.sleep(0)
        return i

    async def main(times):
        return sum([sum(await asyncio.gather(*[child(1) for _ in range(width)]))
                    for _ in range(times)])

    loop = new_loop()
    for times in (1, max(1, n // width)):
        m = Meter()
        m.start()
        total = loop.run_until_complete(main(times))
        m.stop()
        assert total == times * width
    emit(workload, peer, times * width, m)


def two_tasks(first_and_second):
    """Measures two coroutines, made anew for so many hand-overs, as tasks of one loop."""
    def run(workload, peer, n):
        loop = new_loop()

        async def both(k):
            hits = [0]
            first, second = [asyncio.create_task(c) for c in first_and_second(k, hits)]
            await first
            await second
            assert hits[0] == k

        for k in (n // 10, n):
            m = Meter()
            m.start()
            loop.run_until_complete(both(k))
            m.stop()
        emit(workload, peer, n, m)
    return run


def queue_users(k, hits):
    queue = asyncio.Queue(1)

    async def put():
        for _ in range(k):
            await queue.put(1)

    async def get():
        for _ in range(k):
            hits[0] += await queue.get()

    return put(), get()


def lock_users(k, hits):
    lock = asyncio.Lock()

    async def take_turns():
        for _ in range(k // 2):
            await lock.acquire()
            hits[0] += 1
            await asyncio.sleep(0)
            lock.release()

    return take_turns(), take_turns()


def event_users(k, hits):
    ping, pong = asyncio.Event(), asyncio.Event()
    ping.set()

    async def answer(mine, theirs):
        for _ in range(k // 2):
            await mine.wait()
            mine.clear()
            hits[0] += 1
            theirs.set()

    return answer(ping, pong), answer(pong, ping)


CASES = {
    ("w1_batch", "call_soon"): (300_000, w1_batch),
    ("w1_pingpong", "call_soon"): (100_000, w1_pingpong),
    ("w2_p1", "call_soon_threadsafe"): (50_000, w2(1)),
    ("w2_p2", "call_soon_threadsafe"): (50_000, w2(2)),
    ("w2_p4", "call_soon_threadsafe"): (50_000, w2(4)),
    ("w3_same", "call_soon_threadsafe"): (2_000, w3_wake),
    ("w3_cross", "call_soon_threadsafe"): (2_000, w3_wake),
    ("w4_await", "Future"): (50_000, w4_await),
    ("w5_spawn", "create_task+gather"): (100_000, w5_spawn),
    ("w6_pending", "Future+add_done_callback"): (300_000, w6_pending),
    ("w7_timers", "call_later"): (300_000, w7_timers),
    ("w9_nest", "await"): (200_000, w9_nest),
    ("w9_cancel", "Task.cancel"): (20_000, w9_cancel),
    ("w10_gather", "gather"): (20_000, w10_gather),
    ("w10_queue", "Queue"): (50_000, two_tasks(queue_users)),
    ("w10_lock", "Lock"): (50_000, two_tasks(lock_users)),
    ("w10_event", "Event"): (50_000, two_tasks(event_users)),
}

if __name__ == "__main__":
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    names = {(w, f"{FLAVOUR}/py{version} {p}"): v for (w, p), v in CASES.items()}
    if sys.argv[2] == "list":
        for (w, p), (n, _) in names.items():
            print(f"{w}\t{p}\t{n}")
    else:
        count, fn = names[(sys.argv[2], sys.argv[3])]
        fn(sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else count)
