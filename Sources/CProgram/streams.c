#define _GNU_SOURCE // ppoll
#include "catseye_program.h"

#include "catseye_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t bytes_read;

uint64_t catseye_bytes_read(void) { return atomic_load_explicit(&bytes_read, memory_order_relaxed); }

ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size) {
  for (;;) {
    struct pollfd waiting[2] = {{.fd = descriptor, .events = POLLIN},
                                {.fd = catseye_stop_descriptor(), .events = POLLIN}};
    if (catseye_stop_requested()) return 0; // as if the stream had ended
    if (poll(waiting, 2, -1) < 0 && errno != EINTR) return -errno;
    if (waiting[0].revents == 0) continue;
    const ssize_t count = read(descriptor, buffer, size);
    if (count > 0) atomic_fetch_add_explicit(&bytes_read, (uint64_t)count, memory_order_relaxed);
    if (count >= 0) return count;
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

int catseye_wait_readable(int descriptor, int milliseconds) {
  struct pollfd waiting[2] = {{.fd = descriptor, .events = POLLIN}, {.fd = catseye_stop_descriptor(), .events = POLLIN}};
  return poll(waiting, 2, milliseconds) > 0;
}

void catseye_wait_until(uint64_t time) {
  struct pollfd stop = {.fd = catseye_stop_descriptor(), .events = POLLIN};
  while (!catseye_stop_requested()) {
    const uint64_t now = catseye_clock();
    if (now >= time) return;
    const uint64_t left = time - now;
    const struct timespec span = {.tv_sec = (time_t)(left / 1000000000), .tv_nsec = (long)(left % 1000000000)};
    if (ppoll(&stop, 1, &span, NULL) > 0) return;
  }
}

int catseye_is_readable(int descriptor) {
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
  return poll(&waiting, 1, 0) > 0;
}

int catseye_write_all(int descriptor, const void *bytes, size_t size) {
  const char *next = bytes;
  while (size > 0) {
    const ssize_t count = write(descriptor, next, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) { // a pipe that another program made non-blocking
      struct pollfd waiting = {.fd = descriptor, .events = POLLOUT};
      poll(&waiting, 1, -1);
      continue;
    }
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

void catseye_close_file(int descriptor) { close(descriptor); }
