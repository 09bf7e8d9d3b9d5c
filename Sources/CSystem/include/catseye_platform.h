// Memory, threads and clocks, which Swift (above all Embedded Swift) cannot call itself. A program that links this keeps its own malloc,
// arguments and signals; CProgram has what only a program needs.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Maps a whole regular file read-only. Returns NULL with *error_code 0 for an empty file, and with errno after a failure.
const void *catseye_map_file(const char *path, size_t *size, int *error_code);
void catseye_unmap_file(const void *start, size_t size);
// Zeroed, page-aligned memory whose pages are all in place (prefaulted), or NULL.
void *catseye_map_memory(size_t size);
// Zeroed, page-aligned memory whose pages come when they are touched, or NULL.
void *catseye_reserve_memory(size_t size);
void catseye_unmap(void *start, size_t size);

// The stack of each thread of a pool; kernels that are compiled without optimisation need 0.7 MB of it.
#define CATSEYE_STACK_BYTES 1048576

// A fixed set of threads that share the pieces of one job at a time. Nothing is allocated after creation.
typedef struct CatseyeThreadPool CatseyeThreadPool;
typedef void (*CatseyeJob)(void *context, int32_t piece, int32_t worker);
#define CATSEYE_MAXIMUM_THREADS 64
// threads: 1 ... CATSEYE_MAXIMUM_THREADS, the calling one included. Returns NULL where memory or threads are short.
CatseyeThreadPool *catseye_thread_pool_create(int32_t threads);
// Calls job(context, 0 ... pieces - 1, worker 0 ... threads - 1), each piece once, in any order; returns when all are done.
void catseye_thread_pool_run(CatseyeThreadPool *pool, CatseyeJob job, void *context, int32_t pieces);
// For threads that share a pool: waits until all that came earlier have ended their turns. Without turns, two jobs would mix.
void catseye_thread_pool_take_turn(CatseyeThreadPool *pool);
void catseye_thread_pool_end_turn(CatseyeThreadPool *pool);
void catseye_thread_pool_destroy(CatseyeThreadPool *pool);

// The meaning of an errno: its text, and tests for those that callers distinguish.
const char *catseye_error_text(int error_code);
int catseye_is_not_permitted(int error_code);
int catseye_is_closed_pipe(int error_code);
int catseye_is_missing_file(int error_code);
int catseye_is_bad_descriptor(int error_code);

// Monotonic time in nanoseconds.
uint64_t catseye_clock(void);
// The processor time of this thread, in nanoseconds.
uint64_t catseye_thread_clock(void);
// Nanoseconds since 1970 by the system's clock.
uint64_t catseye_unix_time(void);
// The most memory that this process has had resident, in bytes.
uint64_t catseye_peak_resident_bytes(void);

// A lock and a condition, for queues between threads.
typedef struct CatseyeGate CatseyeGate;
CatseyeGate *catseye_gate_create(void);
void catseye_gate_lock(CatseyeGate *gate);
void catseye_gate_unlock(CatseyeGate *gate);
// Call it with the lock held: it releases the lock, waits for a wake, and holds the lock again.
void catseye_gate_wait(CatseyeGate *gate);
void catseye_gate_wake(CatseyeGate *gate);
void catseye_gate_destroy(CatseyeGate *gate);

// A thread that runs body(context) once. Returns NULL without memory or threads. name: up to 15 characters, as top shows it.
typedef struct CatseyeThread CatseyeThread;
CatseyeThread *catseye_thread_start(const char *name, void (*body)(void *), void *context);
void catseye_thread_join(CatseyeThread *thread);
