// What only a program needs, and never a library: it replaces malloc, keeps the process's arguments (by a constructor), ends the process,
// and handles its signals. Programs import this; nothing that others link does.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The arguments as the process got them (Embedded Swift has no CommandLine).
int catseye_argument_count(void);
const char *catseye_argument(int index);

// The value of an environment variable, or NULL.
const char *catseye_environment(const char *name);
_Noreturn void catseye_exit(int status);
int catseye_is_terminal(int descriptor);

// How often malloc, its kin and free were called so far, in all threads; -1 where that cannot be counted.
int64_t catseye_allocation_count(void);

// read(2) and write(2), continued after EINTR. read returns a number of bytes, 0 at the end, or -errno; write returns 0, or -errno.
ptrdiff_t catseye_read(int descriptor, void *buffer, size_t size);
int catseye_write_all(int descriptor, const void *bytes, size_t size);
// Whether a read would return bytes, or the end, at once.
int catseye_is_readable(int descriptor);
// Waits until it would, or until a stop is requested, but at most `milliseconds`; returns 0 if neither happened.
int catseye_wait_readable(int descriptor, int milliseconds);
// How many bytes catseye_read has read, in all threads.
uint64_t catseye_bytes_read(void);
// Waits until catseye_clock reaches this time, or until a stop is requested.
void catseye_wait_until(uint64_t time);
// Where standard input, output or error is closed, the next file that is opened would get its descriptor. This opens something there
// that can be neither read nor written.
void catseye_keep_standard_descriptors(void);
// open(2) that creates or empties a file for writing: returns a descriptor, or -errno.
int catseye_create_file(const char *path);
void catseye_close_file(int descriptor);

// Ignores SIGPIPE, so that a closed pipe gives EPIPE. SIGINT and SIGTERM request a stop and interrupt a waiting read.
void catseye_install_signals(void);
int catseye_stop_requested(void);
// From now on every catseye_read returns 0; a read that is waiting returns too, if catseye_watch_open was called before it.
void catseye_request_stop(void);
// A descriptor that becomes readable when a stop is requested; -1 before catseye_watch_open.
int catseye_stop_descriptor(void);

// For a thread that watches signals while others work. It blocks SIGINT, SIGTERM and SIGUSR1 in the calling thread and in the threads
// that it starts from now on, so no thread may have been started before. Returns 0, or -errno.
int catseye_watch_open(void);
typedef enum {
  CATSEYE_EVENT_TIMEOUT = 0,
  CATSEYE_EVENT_STOP = 1,   // SIGINT or SIGTERM; the stop is requested, and a second one will end the process
  CATSEYE_EVENT_REPORT = 2, // SIGUSR1
  CATSEYE_EVENT_CLOSED = 3, // catseye_watch_close
} CatseyeEvent;
// Waits for one of these events, at most `milliseconds`; -1: without end.
CatseyeEvent catseye_watch(int milliseconds);
void catseye_watch_close(void);

// Messages to the service manager that started the process (systemd's sd_notify protocol); without one these functions do nothing.
int catseye_service_is_watched(void);
void catseye_service_ready(void);
// Call it after each frame. It writes to the manager at most four times in the watchdog's interval.
void catseye_service_heartbeat(void);
void catseye_service_stopping(void);
