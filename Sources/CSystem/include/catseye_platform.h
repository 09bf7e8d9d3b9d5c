// Memory, threads, arguments and clocks: what Swift (Embedded Swift above all) cannot call itself.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Maps a whole regular file read-only. Returns NULL with *error_code 0 for an empty file, with errno for a failure.
const void *catseye_map_file(const char *path, size_t *size, int *error_code);
void catseye_unmap_file(const void *start, size_t size);
// Zeroed, page-aligned memory that is in place already (prefaulted), or NULL.
void *catseye_map_memory(size_t size);
// Zeroed, page-aligned memory whose pages are taken as they are touched, or NULL.
void *catseye_reserve_memory(size_t size);
void catseye_unmap(void *start, size_t size);

// The stack of each of a pool's threads; kernels that are compiled without optimisation take 0.7 MB of it.
#define CATSEYE_STACK_BYTES 1048576

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

// What an errno means: its text, and those that are told apart.
const char *catseye_error_text(int error_code);
int catseye_is_not_permitted(int error_code);
int catseye_is_closed_pipe(int error_code);
int catseye_is_missing_file(int error_code);

// Monotonic, nanoseconds.
uint64_t catseye_clock(void);
// What this thread has spent computing, nanoseconds.
uint64_t catseye_thread_clock(void);
// Nanoseconds since 1970, as the system's clock has it.
uint64_t catseye_unix_time(void);
int catseye_is_terminal(int descriptor);
// The most memory that this process ever had resident.
uint64_t catseye_peak_resident_bytes(void);
// Calls of malloc, its kin and free so far, in every thread; -1 where they cannot be counted.
int64_t catseye_allocation_count(void);

// read(2) and write(2) that go on after EINTR. read: bytes, 0 at the end, -errno. write: 0 when all is written, or -errno.
ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size);
int catseye_write_all(int descriptor, const void *bytes, size_t size);
// A read would bring bytes, or the end, at once.
int catseye_is_readable(int descriptor);
// Waits for that, or for a request to stop, milliseconds at most; 0: none came.
int catseye_wait_readable(int descriptor, int milliseconds);
// Bytes that catseye_read has brought, in every thread.
uint64_t catseye_bytes_read(void);
// Waits for this time of catseye_clock, or for a request to stop.
void catseye_wait_until(uint64_t time);
// Where standard input, output or error is closed, what is opened next would take its place: puts something there that
// can be neither read nor written.
void catseye_keep_standard_descriptors(void);
int catseye_is_bad_descriptor(int error_code);
// open(2) to create or truncate a file for writing: a descriptor, or -errno.
int catseye_create_file(const char *path);
void catseye_close_file(int descriptor);

// SIGPIPE is ignored (a closed pipe becomes EPIPE); SIGINT and SIGTERM request a stop and interrupt a waiting read.
void catseye_install_signals(void);
int catseye_stop_requested(void);
// From now on every catseye_read returns 0, one that waits already too, if catseye_watch_open was called before it.
void catseye_request_stop(void);
// Readable once a stop is requested; -1 before catseye_watch_open.
int catseye_stop_descriptor(void);

// For one thread that watches signals while others work: SIGINT, SIGTERM and SIGUSR1 are blocked in the calling thread
// and in those it starts from now on, so no thread may have been started before. 0, or -errno.
int catseye_watch_open(void);
typedef enum {
  CATSEYE_EVENT_TIMEOUT = 0,
  CATSEYE_EVENT_STOP = 1,   // SIGINT or SIGTERM, and the stop is requested; another one will end the process
  CATSEYE_EVENT_REPORT = 2, // SIGUSR1
  CATSEYE_EVENT_CLOSED = 3, // catseye_watch_close
} CatseyeEvent;
// Waits for one of these; milliseconds -1: without end.
CatseyeEvent catseye_watch(int milliseconds);
void catseye_watch_close(void);

// A lock and a condition, for queues between threads.
typedef struct CatseyeGate CatseyeGate;
CatseyeGate *catseye_gate_create(void);
void catseye_gate_lock(CatseyeGate *gate);
void catseye_gate_unlock(CatseyeGate *gate);
// With the lock held: gives it away until someone wakes, and has it again.
void catseye_gate_wait(CatseyeGate *gate);
void catseye_gate_wake(CatseyeGate *gate);
void catseye_gate_destroy(CatseyeGate *gate);

// One thread that runs body(context) once. NULL without memory or threads. name: up to 15 characters, as top shows it.
typedef struct CatseyeThread CatseyeThread;
CatseyeThread *catseye_thread_start(const char *name, void (*body)(void *), void *context);
void catseye_thread_join(CatseyeThread *thread);
