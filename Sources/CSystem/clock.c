#include "catseye_platform.h"

#include <time.h>

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t catseye_clock(void) { return nanoseconds(CLOCK_MONOTONIC); }
uint64_t catseye_thread_clock(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }
uint64_t catseye_unix_time(void) { return nanoseconds(CLOCK_REALTIME); }
