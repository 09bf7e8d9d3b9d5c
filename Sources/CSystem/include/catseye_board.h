// What a board needs beyond memory and threads: processors, real-time scheduling, the kernel's small files.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The processor's cores that this thread may use, and whether it may use this one.
int catseye_processor_count(void);
int catseye_may_use_processor(int32_t processor);
// Keeps this thread, and those it starts from now on, to these processors: 0, or -errno.
int catseye_use_processors(const int32_t *processors, int count);
// Schedules this thread, and those it starts from now on, before all ordinary ones (SCHED_FIFO, 1 ... 99): 0, or -errno.
int catseye_use_realtime_priority(int priority);
// Keeps every page that is in place, and every one that comes into place, from being swapped out: 0, or -errno.
int catseye_lock_memory(void);

// The first `capacity` bytes of a small file, as those below /proc and /sys: how many, or -errno.
ptrdiff_t catseye_read_file(const char *path, void *buffer, size_t capacity);
int catseye_file_exists(const char *path);
int catseye_is_folder(const char *path);
// Whether both name the same file or folder; 0 where one is not there.
int catseye_same_place(const char *one, const char *other);
// Makes the folder and those above it: 0 where it is there now, or -errno.
int catseye_make_folder(const char *path);
// NULL where the path is no folder; next: a name in it until the next call, NULL after the last.
void *catseye_folder_open(const char *path);
const char *catseye_folder_next(void *folder);
void catseye_folder_close(void *folder);
// Where this program lies: its length, or -errno.
ptrdiff_t catseye_program_path(char *path, size_t capacity);
// The kernel's release, "6.1.0-rpi7"; never NULL.
const char *catseye_kernel_release(void);
