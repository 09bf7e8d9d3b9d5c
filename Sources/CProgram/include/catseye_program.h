// What only a program needs, never a library: it replaces malloc, keeps the process' arguments (a constructor), ends the
// process, and takes its signals. Programs import this; nothing that others link does.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Arguments as the process got them (Embedded Swift has no CommandLine).
int catseye_argument_count(void);
const char *catseye_argument(int index);

// The value of an environment variable, or NULL.
const char *catseye_environment(const char *name);
_Noreturn void catseye_exit(int status);
int catseye_is_terminal(int descriptor);

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

// The service manager that started the process (systemd's sd_notify protocol); without one, these do nothing.
int catseye_service_is_watched(void);
void catseye_service_ready(void);
// To be called after each frame; reaches the manager four times in its watchdog's time at most.
void catseye_service_heartbeat(void);
void catseye_service_stopping(void);
