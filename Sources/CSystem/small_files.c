#include "catseye_board.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

ptrdiff_t catseye_read_file(const char *path, void *buffer, size_t capacity) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return -errno;
  size_t filled = 0;
  ptrdiff_t count = 0;
  while (filled < capacity) {
    count = read(descriptor, (char *)buffer + filled, capacity - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    filled += (size_t)count;
  }
  const int failure = errno;
  close(descriptor);
  return count < 0 ? -failure : (ptrdiff_t)filled;
}

const char *catseye_kernel_release(void) {
  static struct utsname names;
  return uname(&names) == 0 ? names.release : "";
}
