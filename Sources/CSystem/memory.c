#include "catseye_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const void *map_descriptor(int descriptor, size_t *size, int *error_code) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return *error_code = errno, NULL;
  if (S_ISDIR(status.st_mode)) return *error_code = EISDIR, NULL;
  if (!S_ISREG(status.st_mode)) return *error_code = EINVAL, NULL;
  *size = (size_t)status.st_size;
  if (*size == 0) return NULL; // nothing to map: the caller sees an empty file
  void *start = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
  if (start == MAP_FAILED) return *error_code = errno, NULL;
  return start;
}

const void *catseye_map_file(const char *path, size_t *size, int *error_code) {
  *size = 0;
  *error_code = 0;
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return *error_code = errno, NULL;
  const void *start = map_descriptor(descriptor, size, error_code);
  close(descriptor);
  return start;
}

#ifndef CATSEYE_GUARD_PAGES
static void *map(size_t size, int flags) {
  void *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

void catseye_unmap(void *start, size_t size) {
  if (start != NULL && size > 0) munmap(start, size);
}
#else // for fuzzers: memory (rounded up to a cache line) ends at a page that nobody may touch, or every other time begins after such
      // a page
#include <stdatomic.h>
enum { PAGE = 4096, LINE = 64 };

static size_t pages(size_t size) { return (size + PAGE - 1) / PAGE * PAGE; }
static size_t gap(size_t size) { return pages(size) - (size + LINE - 1) / LINE * LINE; }

// Bytes from the start of the usable memory to the memory that is given; the given memory's address says which of the two kinds it is.
static size_t next_gap(size_t size) {
  static atomic_uint times;
  return atomic_fetch_add(&times, 1) % 2 == 0 ? gap(size) : 0;
}
static size_t gap_of(const void *start, size_t size) { return (uintptr_t)start % PAGE == 0 ? 0 : gap(size); }

static void *map(size_t size, int flags) {
  char *start = mmap(NULL, pages(size) + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  (void)flags;
  if (start == MAP_FAILED) return NULL;
  if (mprotect(start + PAGE, pages(size), PROT_READ | PROT_WRITE) == 0) return start + PAGE + next_gap(size);
  munmap(start, pages(size) + 2 * PAGE);
  return NULL;
}

void catseye_unmap(void *start, size_t size) {
  if (start == NULL || size == 0) return;
  munmap((char *)start - gap_of(start, size) - PAGE, pages(size) + 2 * PAGE);
}
#endif

void catseye_unmap_file(const void *start, size_t size) {
  if (start != NULL && size > 0) munmap((void *)start, size);
}

void *catseye_map_memory(size_t size) { return map(size, MAP_POPULATE); }
void *catseye_reserve_memory(size_t size) { return map(size, 0); }

uint64_t catseye_peak_resident_bytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}
