// A memory manager for libjpeg that uses one block of the caller's: after the start nothing is allocated.
#ifndef CATSEYE_JPEG_POOL_H
#define CATSEYE_JPEG_POOL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_memory_mgr base;  // first, so that libjpeg's pointer to it is a pointer to this
  struct jpeg_memory_mgr *original;
  uint8_t *memory;
  // what belongs to a picture grows from the start and is released together; what lasts grows from the end
  size_t used, limit;
  jvirt_barray_ptr arrays;
} jpeg_pool;

// Makes libjpeg, whose object has just been created, take all further memory from the block.
void jpeg_pool_install(jpeg_pool *pool, j_common_ptr info, void *memory, size_t size);

// Gives libjpeg its own manager back, so that the object can be destroyed; does nothing if none was installed.
void jpeg_pool_remove(jpeg_pool *pool, j_common_ptr info);

#endif
