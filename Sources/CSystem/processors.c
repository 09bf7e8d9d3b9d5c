#define _GNU_SOURCE
#include "catseye_board.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>

int catseye_processor_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int catseye_may_use_processor(int32_t processor) {
  cpu_set_t set;
  if (processor < 0 || processor >= CPU_SETSIZE || sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  return CPU_ISSET(processor, &set) != 0;
}

int catseye_use_processors(const int32_t *processors, int count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int index = 0; index < count; index++) {
    if (processors[index] < 0 || processors[index] >= CPU_SETSIZE) return -EINVAL;
    CPU_SET(processors[index], &set);
  }
  return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : -errno;
}

int catseye_use_realtime_priority(int priority) {
  const struct sched_param parameters = {.sched_priority = priority};
  return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0 ? 0 : -errno;
}

// Without MCL_FUTURE: it would count whole reservations of untouched pages against the limit, and make later mappings fail.
int catseye_lock_memory(void) { return mlockall(MCL_CURRENT | MCL_ONFAULT) == 0 ? 0 : -errno; }
