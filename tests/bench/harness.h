// SPDX-License-Identifier: MIT
// What all programs of the benchmark share, peers and ours: timing, allocation counting, memory
// reading, JSON lines, and the two thread harnesses (producers of W2, waker of W3), so that all are
// driven by the same code. counted_malloc.h does the counting; one source of each program includes it.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace bench {

// --- allocation counter: one padded slot per thread, summed when read --------
struct alignas(64) AllocSlot {
  std::atomic<std::uint64_t> count{0};
};
inline AllocSlot alloc_slots[64];
inline std::atomic<unsigned> alloc_next_slot{0};
inline constinit thread_local AllocSlot* alloc_my_slot = nullptr;

inline void count_alloc() noexcept {
  AllocSlot* s = alloc_my_slot;
  if (!s) [[unlikely]]
    s = alloc_my_slot = &alloc_slots[alloc_next_slot.fetch_add(1) % 64];
  // single writer per slot (a wrap-around after 64 threads only loses counts)
  s->count.store(s->count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

inline std::uint64_t alloc_count() noexcept {
  std::uint64_t sum = 0;
  for (auto& s : alloc_slots) sum += s.count.load(std::memory_order_relaxed);
  return sum;
}

// --- time and memory ---------------------------------------------------------
using Clock = std::chrono::steady_clock;

inline double now_ns() noexcept {
  return std::chrono::duration<double, std::nano>(Clock::now().time_since_epoch()).count();
}

inline double cpu_ns() noexcept  // CPU time of all threads of this process
{
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}

inline double thread_ns() noexcept  // CPU time of the calling thread
{
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}

inline void spin_us(double us) noexcept {
  const double end = now_ns() + us * 1e3;
  while (now_ns() < end) __builtin_ia32_pause();
}

inline double rss_bytes() {
  long pages = 0, resident = 0;
  if (FILE* f = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(f, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(f);
  }
  return double(resident) * double(sysconf(_SC_PAGESIZE));
}

inline void reset_peak_rss() {
  if (FILE* f = std::fopen("/proc/self/clear_refs", "w")) {
    std::fputs("5", f);
    std::fclose(f);
  }
}

inline double peak_rss_bytes() {
  double kb = 0;
  if (FILE* f = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, f))
      if (std::sscanf(line, "VmHWM: %lf kB", &kb) == 1) break;
    std::fclose(f);
  }
  return kb * 1024;
}

inline double heap_bytes()  // live heap as glibc counts it, chunk headers included
{
  const auto i = mallinfo2();
  return double(i.uordblks) + double(i.hblkhd);
}

// --- measuring one stretch ---------------------------------------------------
// What an inspected program has told its inspector so far, if it is one.
inline std::uint64_t (*records_told)() = nullptr;

struct Meter {  // started and stopped on the loop's thread
  double ns = 0, cpu = 0, thread = 0;
  std::uint64_t allocs = 0, records = 0;
  void start() {
    if (records_told) records = records_told();
    allocs = alloc_count();
    cpu = cpu_ns();
    thread = thread_ns();
    ns = now_ns();
  }
  void stop() {
    ns = now_ns() - ns;
    thread = thread_ns() - thread;
    cpu = cpu_ns() - cpu;
    allocs = alloc_count() - allocs;
    if (records_told) records = records_told() - records;
  }
  Meter& operator+=(const Meter& o) {
    ns += o.ns;
    cpu += o.cpu;
    thread += o.thread;
    allocs += o.allocs;
    records += o.records;
    return *this;
  }
};

// --- output ------------------------------------------------------------------
struct Out {
  std::string workload, peer;
  std::uint64_t n = 0;
  double ns_per_op = -1, allocs_per_op = -1, bytes_per_item = -1;  // < 0: null
  std::vector<std::pair<std::string, double>> extra;
  std::vector<double> samples_us;

  Out(std::string w, std::string p, std::uint64_t count)
      : workload(std::move(w)), peer(std::move(p)), n(count) {}

  Out& meter(const Meter& m) {
    ns_per_op = m.ns / double(n);
    allocs_per_op = double(m.allocs) / double(n);
    extra.emplace_back("cpu_ns_per_op", m.cpu / double(n));
    extra.emplace_back("thread_ns_per_op", m.thread / double(n));
    if (records_told) extra.emplace_back("records_per_op", double(m.records) / double(n));
    return *this;
  }
  Out& bytes(double total) {
    bytes_per_item = std::max(0.0, total / double(n));
    return *this;
  }
  Out& add(const char* key, double v) {
    extra.emplace_back(key, v);
    return *this;
  }
  void print() const {
    auto num = [](double v) { v < 0 ? std::printf("null") : std::printf("%.4f", v); };
    std::printf("{\"workload\": \"%s\", \"peer\": \"%s\", \"n\": %llu, \"ns_per_op\": ",
                workload.c_str(), peer.c_str(), static_cast<unsigned long long>(n));
    num(ns_per_op);
    std::printf(", \"allocs_per_op\": ");
    num(allocs_per_op);
    std::printf(", \"bytes_per_item\": ");
    num(bytes_per_item);
    for (const auto& [k, v] : extra) std::printf(", \"%s\": %.4f", k.c_str(), v);
    if (!samples_us.empty()) {
      std::printf(", \"samples_us\": [");
      for (std::size_t i = 0; i < samples_us.size(); ++i)
        std::printf("%s%.1f", i ? ", " : "", samples_us[i]);
      std::printf("]");
    }
    std::printf("}\n");
    std::fflush(stdout);
  }
};

inline double percentile(std::vector<double> v, double p) {
  if (v.empty()) return -1;
  std::sort(v.begin(), v.end());
  const auto i = std::min(v.size() - 1, static_cast<std::size_t>(p * double(v.size())));
  return v[i];
}

// --- W2: producers -----------------------------------------------------------
// Threads that all wait for go(), then call post() their share of n times.
class Producers {
 public:
  template <class Post>
  Producers(int threads, std::uint64_t n, Post post) {
    post_ns_.resize(threads);
    for (int t = 0; t < threads; ++t) {
      const std::uint64_t share = n / threads + (t < int(n % threads) ? 1 : 0);
      threads_.emplace_back([this, t, share, post] {
        ready_.fetch_add(1);
        while (!go_.load(std::memory_order_acquire)) std::this_thread::yield();
        const double t0 = now_ns();
        for (std::uint64_t i = 0; i < share; ++i) post();
        post_ns_[t] = now_ns() - t0;
      });
    }
    while (ready_.load() < threads) std::this_thread::yield();
  }
  void go() { go_.store(true, std::memory_order_release); }
  void join() {
    for (auto& t : threads_) t.join();
  }
  double longest_ns() const { return *std::max_element(post_ns_.begin(), post_ns_.end()); }

 private:
  std::atomic<int> ready_{0};
  std::atomic<bool> go_{false};
  std::vector<double> post_ns_;
  std::vector<std::thread> threads_;
};

// --- W3: wake-up round trips -------------------------------------------------
// The asking thread sleeps 20 us (so that the loop is blocked again and idle),
// then post()s a callback and blocks on a condition variable until it answers.
// The scheduler's choice of processor is worth more than any library here, so
// both threads are pinned: "w3_same" has them on one processor (two context
// switches and the library's own work), "w3_cross" on two (two wake-ups of an
// idle processor as well).
inline void pin_this_thread(unsigned cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu % std::max(1u, std::thread::hardware_concurrency()), &set);
  sched_setaffinity(0, sizeof set, &set);
}

struct Answer {
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  void fire()  // runs on the loop
  {
    {
      std::lock_guard l(m);
      done = true;
    }
    cv.notify_one();
  }
};

// Call from the asking thread; the loop's thread has called pin_this_thread(0).
template <class Post>
std::vector<double> wake_round_trips(bool cross, std::uint64_t n, Post post) {
  pin_this_thread(cross ? 1 : 0);
  prctl(PR_SET_TIMERSLACK, 1);
  Answer a;
  std::vector<double> us;
  us.reserve(n);
  const std::uint64_t warm = n / 20;
  for (std::uint64_t i = 0; i < n + warm; ++i) {
    std::this_thread::sleep_for(std::chrono::microseconds(20));
    a.done = false;
    const double t0 = now_ns();
    post(a);
    {
      std::unique_lock l(a.m);
      a.cv.wait(l, [&] { return a.done; });
    }
    if (i >= warm) us.push_back((now_ns() - t0) / 1e3);
  }
  return us;
}

inline void emit_wake(const char* workload, const std::string& who, const std::vector<double>& us) {
  Out o(workload, who, us.size());
  o.ns_per_op = percentile(us, 0.5) * 1e3;
  o.add("p50_us", percentile(us, 0.5)).add("p99_us", percentile(us, 0.99)).print();
}

// --- W7: the same deadlines for everyone -------------------------------------
inline std::vector<std::uint32_t> deadlines_ms(std::uint64_t n, std::uint32_t lo,
                                               std::uint32_t hi) {
  std::vector<std::uint32_t> v(n);
  std::uint64_t x = 0x9E3779B97F4A7C15ull;
  for (auto& d : v) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    d = lo + std::uint32_t((x >> 11) % (hi - lo + 1));
  }
  return v;
}

// --- command line: BIN list | BIN WORKLOAD PEER [N] --------------------------
struct Case {
  const char* workload;
  const char* peer;
  std::uint64_t n;
  void (*run)(const Case&, std::uint64_t n);
};

inline int main_with(const std::vector<Case>& cases, int argc, char** argv) {
  if (argc == 2 && !std::strcmp(argv[1], "list")) {
    for (const auto& c : cases)
      std::printf("%s\t%s\t%llu\n", c.workload, c.peer, static_cast<unsigned long long>(c.n));
    return 0;
  }
  if (argc >= 3)
    for (const auto& c : cases)
      if (!std::strcmp(c.workload, argv[1]) && !std::strcmp(c.peer, argv[2])) {
        c.run(c, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : c.n);
        return 0;
      }
  std::fprintf(stderr, "usage: %s list | WORKLOAD PEER [N]\n", argv[0]);
  return 2;
}

}  // namespace bench
