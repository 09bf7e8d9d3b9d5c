// LD_PRELOAD: makes calls of libc fail when a test wants it, in an unchanged program.
//
//   FAULT_CALL=allocate|read|write|map|thread|clock|open|poll|descriptor  FAULT_AT=N  FAULT_ERRNO=E
//       the N-th such call since the start fails with errno E
//   FAULT_SHORT=1      every read and write moves one byte at most
//   FAULT_EINTR=1      every second read, write, poll and open is interrupted first
//   FAULT_COUNTS=PATH  at the end, how many calls of each kind there were, a line each
//
// A program that loads this itself calls faults_arm(kind's place in that list, N) instead; a negative kind makes all calls succeed.
//
// The programs replace malloc themselves (Sources/CProgram/allocations.c) and call __libc_malloc, so that is what fails here.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ALLOCATE, READ, WRITE, MAP, THREAD, CLOCK, OPEN, POLL, DESCRIPTOR, KINDS };
static const char *const names[KINDS] = {"allocate", "read", "write", "map", "thread", "clock", "open", "poll", "descriptor"};
static atomic_long calls[KINDS];
static int failing = -1, error_number, is_short, interrupts;
static long at;
static const char *counts;

__attribute__((constructor)) static void read_environment(void) {
  const char *name = getenv("FAULT_CALL");
  for (int kind = 0; name != NULL && kind < KINDS; kind++)
    if (strcmp(name, names[kind]) == 0) failing = kind;
  at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
  error_number = getenv("FAULT_ERRNO") ? atoi(getenv("FAULT_ERRNO")) : ENOMEM;
  is_short = getenv("FAULT_SHORT") != NULL;
  interrupts = getenv("FAULT_EINTR") != NULL;
  counts = getenv("FAULT_COUNTS");
  for (int kind = 0; kind < KINDS; kind++) atomic_store(&calls[kind], 0);
}

__attribute__((destructor)) static void write_counts(void) {
  if (counts == NULL) return;
  char text[512];
  int length = 0;
  for (int kind = 0; kind < KINDS; kind++)
    length += snprintf(text + length, sizeof text - (size_t)length, "%s %ld\n", names[kind], atomic_load(&calls[kind]));
  const int descriptor = (int)syscall(SYS_openat, AT_FDCWD, counts, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (syscall(SYS_write, descriptor, text, length) != length) abort();
  syscall(SYS_close, descriptor);
}

void faults_arm(int kind, long number) {
  failing = -1;
  at = number;
  for (int each = 0; each < KINDS; each++) atomic_store(&calls[each], 0);
  failing = kind;
}

// Counts a call; returns whether it shall fail, with errno set.
static int fails(int kind) {
  const long number = atomic_fetch_add(&calls[kind], 1) + 1;
  if (kind == failing && number == at) return errno = error_number, 1;
  const int may_be_interrupted = kind == READ || kind == WRITE || kind == POLL || kind == OPEN;
  if (interrupts && may_be_interrupted && number % 2 == 1) return errno = EINTR, 1;
  return 0;
}

// The next function of this name, which this one hides.
#define NEXT(result, name, ...)                                                  \
  static result (*next)(__VA_ARGS__);                                            \
  if (next == NULL) next = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

void *__libc_malloc(size_t size) {
  NEXT(void *, "__libc_malloc", size_t);
  return fails(ALLOCATE) ? NULL : next(size);
}
void *__libc_calloc(size_t count, size_t size) {
  NEXT(void *, "__libc_calloc", size_t, size_t);
  return fails(ALLOCATE) ? NULL : next(count, size);
}
void *__libc_realloc(void *old, size_t size) {
  NEXT(void *, "__libc_realloc", void *, size_t);
  return fails(ALLOCATE) ? NULL : next(old, size);
}
void *__libc_memalign(size_t alignment, size_t size) {
  NEXT(void *, "__libc_memalign", size_t, size_t);
  return fails(ALLOCATE) ? NULL : next(alignment, size);
}

// an eventfd takes eight bytes or none
static size_t shortened(size_t size) { return is_short && size != 8 && size > 1 ? 1 : size; }

ssize_t read(int descriptor, void *buffer, size_t size) {
  return fails(READ) ? -1 : syscall(SYS_read, descriptor, buffer, shortened(size));
}
ssize_t write(int descriptor, const void *buffer, size_t size) {
  // standard error must say what went wrong; another test makes it fail
  // and an eventfd always takes its eight bytes
  if ((descriptor == STDERR_FILENO || size == 8) && !is_short && !interrupts)
    return syscall(SYS_write, descriptor, buffer, size);
  return fails(WRITE) ? -1 : syscall(SYS_write, descriptor, buffer, shortened(size));
}

void *mmap(void *start, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (fails(MAP)) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, start, size, protection, flags, descriptor, offset);
}
void *mmap64(void *start, size_t size, int protection, int flags, int descriptor, off64_t offset) {
  return mmap(start, size, protection, flags, descriptor, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  NEXT(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  return fails(THREAD) ? error_number : next(thread, attributes, body, argument);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  return fails(CLOCK) ? -1 : (int)syscall(SYS_clock_gettime, clock, now);
}

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  return fails(OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}
static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }
#define WITH_MODE(call)                     \
  va_list rest;                             \
  va_start(rest, flags);                    \
  const mode_t mode = mode_of(flags, rest); \
  va_end(rest);                             \
  return call
int open(const char *path, int flags, ...) { WITH_MODE(open_file(AT_FDCWD, path, flags, mode)); }
int open64(const char *path, int flags, ...) { WITH_MODE(open_file(AT_FDCWD, path, flags, mode)); }
int openat(int folder, const char *path, int flags, ...) { WITH_MODE(open_file(folder, path, flags, mode)); }

int poll(struct pollfd *waiting, nfds_t count, int milliseconds) {
  return fails(POLL) ? -1 : (int)syscall(SYS_poll, waiting, count, milliseconds);
}

int eventfd(unsigned value, int flags) { return fails(DESCRIPTOR) ? -1 : (int)syscall(SYS_eventfd2, value, flags); }
int signalfd(int descriptor, const sigset_t *mask, int flags) {
  return fails(DESCRIPTOR) ? -1 : (int)syscall(SYS_signalfd4, descriptor, mask, 8, flags);
}
