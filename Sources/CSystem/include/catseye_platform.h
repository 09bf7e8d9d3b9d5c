// Memory, threads and clocks: what Swift (Embedded Swift above all) cannot call itself. Whoever links this keeps his own
// malloc, arguments and signals: what only a program needs is in CProgram.
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
typedef struct CatseyeThreadPool CatseyeThreadPool;
typedef void (*CatseyeJob)(void *context, int32_t piece, int32_t worker);
#define CATSEYE_MAXIMUM_THREADS 64
// threads: 1 ... CATSEYE_MAXIMUM_THREADS, the calling one included. NULL where memory or threads are short.
CatseyeThreadPool *catseye_thread_pool_create(int32_t threads);
// Runs job(context, 0 ... pieces - 1, worker 0 ... threads - 1), each piece once, in any order; returns when all are done.
void catseye_thread_pool_run(CatseyeThreadPool *pool, CatseyeJob job, void *context, int32_t pieces);
// For those who share a pool: waits until all who came before have ended their turns. Nothing but a turn keeps two jobs apart.
void catseye_thread_pool_take_turn(CatseyeThreadPool *pool);
void catseye_thread_pool_end_turn(CatseyeThreadPool *pool);
void catseye_thread_pool_destroy(CatseyeThreadPool *pool);

// What an errno means: its text, and those that are told apart.
const char *catseye_error_text(int error_code);
int catseye_is_not_permitted(int error_code);
int catseye_is_closed_pipe(int error_code);
int catseye_is_missing_file(int error_code);
int catseye_is_bad_descriptor(int error_code);

// Monotonic, nanoseconds.
uint64_t catseye_clock(void);
// What this thread has spent computing, nanoseconds.
uint64_t catseye_thread_clock(void);
// Nanoseconds since 1970, as the system's clock has it.
uint64_t catseye_unix_time(void);
// The most memory that this process ever had resident.
uint64_t catseye_peak_resident_bytes(void);

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
