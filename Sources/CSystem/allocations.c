// Counts allocations by standing in for malloc, so that "no allocation after start" is a measured figure.
//
// Dynamic executables only: glibc's own allocator goes on behind __libc_*. A static link (CATSEYE_STATIC) brings that allocator
// itself, and a sanitizer brings its own; there the count is -1.
#include "catseye_platform.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CATSEYE_NO_ALLOCATION_COUNT
#endif
#endif

#if defined(__GLIBC__) && !defined(CATSEYE_NO_ALLOCATION_COUNT) && !defined(CATSEYE_STATIC)
#include <errno.h>
#include <stdatomic.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_llong calls;

static void count_call(void) { atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed); }

void *malloc(size_t size) {
  count_call();
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  count_call();
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  count_call();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count_call();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *memory = memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}

int64_t catseye_allocation_count(void) { return atomic_load(&calls); }
#else
int64_t catseye_allocation_count(void) { return -1; }
#endif
