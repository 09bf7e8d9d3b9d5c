#include "catseye_platform.h"

#include <stdatomic.h>
#include <time.h>

// A clock that fails keeps its last value, because a clock that goes back would make an interval negative.
static uint64_t nanoseconds(clockid_t clock, atomic_uint_least64_t *latest) {
  struct timespec now;
  uint64_t seen = atomic_load_explicit(latest, memory_order_relaxed);
  if (clock_gettime(clock, &now) != 0) return seen;
  const uint64_t time = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
  while (seen < time &&
         !atomic_compare_exchange_weak_explicit(latest, &seen, time, memory_order_relaxed, memory_order_relaxed)) {}
  return time;
}

uint64_t catseye_clock(void) {
  static atomic_uint_least64_t latest;
  return nanoseconds(CLOCK_MONOTONIC, &latest);
}

uint64_t catseye_thread_clock(void) {
  static atomic_uint_least64_t latest;
  return nanoseconds(CLOCK_THREAD_CPUTIME_ID, &latest);
}

uint64_t catseye_unix_time(void) {
  static atomic_uint_least64_t latest;
  return nanoseconds(CLOCK_REALTIME, &latest);
}
