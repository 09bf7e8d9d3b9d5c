#define _GNU_SOURCE
#include "catseye_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

// glibc hands argc and argv to constructors.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  argument_count = argc;
  arguments = argv;
}

int catseye_argument_count(void) { return argument_count; }
const char *catseye_argument(int index) { return index < argument_count ? arguments[index] : ""; }

const char *catseye_environment(const char *name) { return getenv(name); }
void catseye_exit(int status) { exit(status); }

const char *catseye_error_text(int error_code) { return strerror(error_code); }
int catseye_is_closed_pipe(int error_code) { return error_code == EPIPE; }

int catseye_is_missing_file(int error_code) {
  switch (error_code) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case ELOOP:
    case ENAMETOOLONG:
    case EINVAL: // neither a file nor a directory
      return 1;
    default:
      return 0;
  }
}

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t catseye_clock(void) { return nanoseconds(CLOCK_MONOTONIC); }
uint64_t catseye_thread_clock(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

int catseye_processor_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
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

static volatile sig_atomic_t stop_requested;

static void request_stop(int number) {
  (void)number;
  stop_requested = 1;
}

void catseye_install_signals(void) {
  signal(SIGPIPE, SIG_IGN);
  // no SA_RESTART: a read that waits for the camera returns
  struct sigaction action = {.sa_handler = request_stop};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

int catseye_stop_requested(void) { return stop_requested; }

ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size) {
  for (;;) {
    const ssize_t count = read(descriptor, buffer, size);
    if (count >= 0) return count;
    if (errno != EINTR) return -errno;
    if (stop_requested) return 0; // asked to stop: as if the stream had ended
  }
}

int catseye_write_all(int descriptor, const void *bytes, size_t size) {
  const char *next = bytes;
  while (size > 0) {
    const ssize_t count = write(descriptor, next, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -errno;
    if (count == 0) return -EIO;
    next += count;
    size -= (size_t)count;
  }
  return 0;
}

int catseye_create_file(const char *path) {
  const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return descriptor < 0 ? -errno : descriptor;
}

void catseye_close(int descriptor) { close(descriptor); }
