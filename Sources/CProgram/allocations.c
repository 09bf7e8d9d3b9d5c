// Counts calls of the allocator by taking its place, so that "nothing is allocated or freed after the start" is a measured figure. Without
// memory it ends the program with a line and status 74, where Swift would end it by a trap.
//
// In a dynamic executable glibc's own allocator is called as __libc_*. A static one is linked with --wrap for each function below and
// compiled with CATSEYE_WRAPPED_ALLOCATOR. Without these two, CATSEYE_STATIC is used and the count is -1. A sanitizer brings its own
// allocator; the count is -1 there too.
#define _GNU_SOURCE // program_invocation_short_name
#include "catseye_program.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CATSEYE_NO_ALLOCATION_COUNT
#endif
#endif

#if defined(__GLIBC__) && !defined(CATSEYE_NO_ALLOCATION_COUNT) && \
  (!defined(CATSEYE_STATIC) || defined(CATSEYE_WRAPPED_ALLOCATOR))
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return; // nobody reads it; the status is enough
}

static void *checked(void *memory, size_t size) {
  if (memory != NULL || size == 0) return memory;
  say(program_invocation_short_name);
  say(": out of memory; use a smaller model or smaller frames, or free memory\n");
  _exit(74); // EX_IOERR, the status after a failed mapping
}

void *OURS(malloc)(size_t size) {
  count_call();
  return checked(THEIRS(malloc)(size), size);
}

void *OURS(calloc)(size_t count, size_t size) {
  count_call();
  return checked(THEIRS(calloc)(count, size), count != 0 ? size : 0);
}

void *OURS(realloc)(void *old, size_t size) {
  count_call();
  return checked(THEIRS(realloc)(old, size), size);
}

void *OURS(memalign)(size_t alignment, size_t size) {
  count_call();
  return checked(THEIRS(memalign)(alignment, size), size);
}

void *OURS(aligned_alloc)(size_t alignment, size_t size) { return OURS(memalign)(alignment, size); }

int OURS(posix_memalign)(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  *result = OURS(memalign)(alignment, size);
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
