// What a board needs besides memory and threads: processors, real-time scheduling, the kernel's small files.
#pragma once

#include <stddef.h>
#include <stdint.h>

// How many of the processor's cores this thread may use; and below, whether it may use a given one.
int catseye_processor_count(void);
int catseye_may_use_processor(int32_t processor);
// Restricts this thread, and those that it starts from now on, to these processors. Returns 0, or -errno.
int catseye_use_processors(const int32_t *processors, int count);
// Schedules this thread, and those that it starts from now on, before all ordinary ones (SCHED_FIFO, 1 ... 99). Returns 0, or -errno.
int catseye_use_realtime_priority(int priority);
// Keeps every page that is in memory now, and every one that comes later, from being swapped out. Returns 0, or -errno.
int catseye_lock_memory(void);

// Reads the first `capacity` bytes of a small file, such as those below /proc and /sys. Returns how many, or -errno.
ptrdiff_t catseye_read_file(const char *path, void *buffer, size_t capacity);
int catseye_file_exists(const char *path);
int catseye_is_folder(const char *path);
// Whether both paths lead to the same file or folder; 0 where one leads nowhere.
int catseye_same_place(const char *one, const char *other);
// Makes the folder and those above it. Returns 0 if it is there afterwards, or -errno.
int catseye_make_folder(const char *path);
// Returns NULL where the path is no folder. `next` returns a name in it, valid until the next call, and NULL after the last.
void *catseye_folder_open(const char *path);
const char *catseye_folder_next(void *folder);
void catseye_folder_close(void *folder);
// The path of this program: its length, or -errno.
ptrdiff_t catseye_program_path(char *path, size_t capacity);
// The kernel's release, "6.1.0-rpi7"; never NULL.
const char *catseye_kernel_release(void);
