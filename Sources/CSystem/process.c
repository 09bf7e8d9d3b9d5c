#include "catseye_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
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

int catseye_is_terminal(int descriptor) { return isatty(descriptor); }

ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size) {
  for (;;) {
    struct pollfd waiting[2] = {{.fd = descriptor, .events = POLLIN},
                                {.fd = catseye_stop_descriptor(), .events = POLLIN}};
    if (catseye_stop_requested()) return 0; // as if the stream had ended
    if (poll(waiting, 2, -1) < 0 && errno != EINTR) return -errno;
    if (waiting[0].revents == 0) continue;
    const ssize_t count = read(descriptor, buffer, size);
    if (count >= 0) return count;
    if (errno != EINTR && errno != EAGAIN) return -errno;
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
    if (count < 0 && errno == EAGAIN) { // a pipe that someone else made non-blocking
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
