#include "catseye_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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
