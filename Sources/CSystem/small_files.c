#include "catseye_board.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

int catseye_is_folder(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

int catseye_same_place(const char *one, const char *other) {
  struct stat first, second;
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

int catseye_make_folder(const char *path) {
  char part[4096];
  const size_t length = strlen(path);
  if (length >= sizeof part) return -ENAMETOOLONG;
  for (size_t end = 1; end <= length; end++) {
    if (path[end] != '/' && path[end] != 0) continue;
    memcpy(part, path, end);
    part[end] = 0;
    if (mkdir(part, 0777) != 0 && errno != EEXIST && !catseye_is_folder(part)) return -errno;
  }
  return catseye_is_folder(path) ? 0 : -ENOTDIR;
}

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
