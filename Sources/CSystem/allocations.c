// Counts calls of the allocator by standing in for it, so that "nothing is allocated or freed after start" is a measured
// figure.
//
// In a dynamic executable glibc's own allocator goes on behind __libc_*. A static one is linked with --wrap for each
// function below and compiled with CATSEYE_WRAPPED_ALLOCATOR; without the two it takes CATSEYE_STATIC, and the
// count is -1. A sanitizer brings its own allocator; there it is -1 as well.
#include "catseye_platform.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CATSEYE_NO_ALLOCATION_COUNT
#endif
#endif

#if defined(__GLIBC__) && !defined(CATSEYE_NO_ALLOCATION_COUNT) && \
  (!defined(CATSEYE_STATIC) || defined(CATSEYE_WRAPPED_ALLOCATOR))
#include <errno.h>
#include <stdatomic.h>

#ifdef CATSEYE_WRAPPED_ALLOCATOR
#define OURS(name) __wrap_##name
#define THEIRS(name) __real_##name
#else
#define OURS(name) name
#define THEIRS(name) __libc_##name
#endif

extern void *THEIRS(malloc)(size_t size);
extern void *THEIRS(calloc)(size_t count, size_t size);
extern void *THEIRS(realloc)(void *old, size_t size);
extern void *THEIRS(memalign)(size_t alignment, size_t size);
extern void THEIRS(free)(void *memory);

static atomic_llong calls;

static void count_call(void) { atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed); }

void *OURS(malloc)(size_t size) {
  count_call();
  return THEIRS(malloc)(size);
}

void *OURS(calloc)(size_t count, size_t size) {
  count_call();
  return THEIRS(calloc)(count, size);
}

void *OURS(realloc)(void *old, size_t size) {
  count_call();
  return THEIRS(realloc)(old, size);
}

void *OURS(memalign)(size_t alignment, size_t size) {
  count_call();
  return THEIRS(memalign)(alignment, size);
}

void *OURS(aligned_alloc)(size_t alignment, size_t size) { return OURS(memalign)(alignment, size); }

int OURS(posix_memalign)(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *memory = OURS(memalign)(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}

void OURS(free)(void *memory) {
  if (memory == NULL) return;
  count_call();
  THEIRS(free)(memory);
}

int64_t catseye_allocation_count(void) { return atomic_load(&calls); }
#else
int64_t catseye_allocation_count(void) { return -1; }
#endif
