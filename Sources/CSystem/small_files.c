#include "catseye_board.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
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

int catseye_file_exists(const char *path) { return access(path, F_OK) == 0; }

int catseye_make_folder(const char *path) { return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : -errno; }

void *catseye_folder_open(const char *path) { return opendir(path); }

const char *catseye_folder_next(void *folder) {
  const struct dirent *entry = readdir(folder);
  return entry == NULL ? NULL : entry->d_name;
}

void catseye_folder_close(void *folder) { closedir(folder); }

ptrdiff_t catseye_program_path(char *path, size_t capacity) {
  const ssize_t count = readlink("/proc/self/exe", path, capacity - 1);
  if (count >= 0) path[count] = 0;
  return count < 0 ? -errno : count;
}

const char *catseye_kernel_release(void) {
  static struct utsname names;
  return uname(&names) == 0 ? names.release : "";
}
