// Memory, threads, arguments and clocks: what Swift (Embedded Swift above all) cannot call itself.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Maps a whole regular file read-only. Returns NULL with *error_code 0 for an empty file, with errno for a failure.
const void *catseye_map_file(const char *path, size_t *size, int *error_code);
// Zeroed, page-aligned memory that is in place already (prefaulted), or NULL.
void *catseye_map_memory(size_t size);
// Zeroed, page-aligned memory whose pages are taken as they are touched, or NULL.
void *catseye_reserve_memory(size_t size);
void catseye_unmap(void *start, size_t size);

// The stack of each of a pool's threads.
#define CATSEYE_STACK_BYTES 262144

// A fixed set of threads that share out the pieces of one job at a time. No allocation after creation.
typedef struct CatseyePool CatseyePool;
typedef void (*CatseyeJob)(void *context, int32_t piece, int32_t worker);
// threads: 1 ... 64, the calling one included. NULL where memory or threads are short.
CatseyePool *catseye_pool_create(int32_t threads);
// Runs job(context, 0 ... pieces - 1, worker 0 ... threads - 1), each piece once, in any order; returns when all are done.
void catseye_pool_run(CatseyePool *pool, CatseyeJob job, void *context, int32_t pieces);
void catseye_pool_destroy(CatseyePool *pool);

// Arguments as the process got them (Embedded Swift has no CommandLine).
int catseye_argument_count(void);
const char *catseye_argument(int index);

// The value of an environment variable, or NULL.
const char *catseye_environment(const char *name);
_Noreturn void catseye_exit(int status);

// What an errno means: its text, and the two that have an exit status of their own.
const char *catseye_error_text(int error_code);
int catseye_is_closed_pipe(int error_code);
int catseye_is_missing_file(int error_code);

// Monotonic, nanoseconds.
uint64_t catseye_clock(void);
// What this thread has spent computing, nanoseconds.
uint64_t catseye_thread_clock(void);
// The processor's cores that this process may use.
int catseye_processor_count(void);
// Keeps this thread, and those it starts from now on, to these processors: 0, or -errno.
int catseye_use_processors(const int32_t *processors, int count);
// The most memory that this process ever had resident.
uint64_t catseye_peak_resident_bytes(void);
// Calls of malloc, calloc, realloc and the aligned allocators so far, in every thread; -1 where they cannot be counted.
int64_t catseye_allocation_count(void);

// read(2) and write(2) that go on after EINTR. read: bytes, 0 at the end, -errno. write: 0 when all is written, or -errno.
ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size);
int catseye_write_all(int descriptor, const void *bytes, size_t size);
// open(2) to create or truncate a file for writing: a descriptor, or -errno.
int catseye_create_file(const char *path);
void catseye_close(int descriptor);

// SIGPIPE is ignored (a closed pipe becomes EPIPE); SIGINT and SIGTERM set a flag and interrupt a waiting read.
void catseye_install_signals(void);
int catseye_stop_requested(void);
