#include "jpeg_pool.h"

#include <string.h>

#include <jerror.h>

#include "catseye_jpeg.h"

// libjpeg-turbo's vector code reads and writes whole vectors, also past the end of a row. libjpeg's own manager aligns to 32 bytes and
// rounds rows up to 64.
#define ALIGNMENT 64

// libjpeg only passes pointers to these around; the manager alone uses their contents.
struct jvirt_barray_control {
  JBLOCKARRAY rows;
  JDIMENSION row_count, blocks_per_row;
  boolean zeroed;
  jvirt_barray_ptr next;
};

static void *take(j_common_ptr info, int pool_id, size_t size) {
  jpeg_pool *pool = (jpeg_pool *)info->mem;
  size_t room = pool->limit - pool->used;
  if (size > room || (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT > room) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (pool_id == JPOOL_PERMANENT) {
    pool->limit -= size;
    return pool->memory + pool->limit;
  }
  void *result = pool->memory + pool->used;
  pool->used += size;
  return result;
}

// Takes rows of row_size bytes each, and an array of pointers to them.
static void **take_rows(j_common_ptr info, int pool_id, size_t row_size, JDIMENSION rows) {
  row_size = (row_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (rows != 0 && row_size > SIZE_MAX / rows) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  void **result = take(info, pool_id, (size_t)rows * sizeof(void *));
  uint8_t *first = take(info, pool_id, row_size * rows);
  for (JDIMENSION row = 0; row < rows; row++) result[row] = first + row_size * row;
  return result;
}

static JSAMPARRAY alloc_sarray(j_common_ptr info, int pool_id, JDIMENSION samples, JDIMENSION rows) {
  return (JSAMPARRAY)take_rows(info, pool_id, (size_t)samples * sizeof(JSAMPLE), rows);
}

static JBLOCKARRAY alloc_barray(j_common_ptr info, int pool_id, JDIMENSION blocks, JDIMENSION rows) {
  return (JBLOCKARRAY)take_rows(info, pool_id, (size_t)blocks * sizeof(JBLOCK), rows);
}

// Only colour quantisation needs whole arrays of samples, and it is never asked for.
static jvirt_sarray_ptr request_virt_sarray(j_common_ptr info, int pool_id, boolean zero, JDIMENSION samples,
                                            JDIMENSION rows, JDIMENSION access) {
  (void)pool_id, (void)zero, (void)samples, (void)rows, (void)access;
  ERREXIT(info, JERR_NOT_COMPILED);
  return NULL;
}

static JSAMPARRAY access_virt_sarray(j_common_ptr info, jvirt_sarray_ptr array, JDIMENSION start, JDIMENSION rows,
                                     boolean writable) {
  (void)array, (void)start, (void)rows, (void)writable;
  ERREXIT(info, JERR_BAD_VIRTUAL_ACCESS);
  return NULL;
}

// Takes all coefficients of a progressive picture at once.
static jvirt_barray_ptr request_virt_barray(j_common_ptr info, int pool_id, boolean zero, JDIMENSION blocks,
                                            JDIMENSION rows, JDIMENSION access) {
  (void)access;
  jpeg_pool *pool = (jpeg_pool *)info->mem;
  jvirt_barray_ptr array = take(info, pool_id, sizeof *array);
  *array = (struct jvirt_barray_control){NULL, rows, blocks, zero, pool->arrays};
  pool->arrays = array;
  return array;
}

static void realize_virt_arrays(j_common_ptr info) {
  for (jvirt_barray_ptr array = ((jpeg_pool *)info->mem)->arrays; array != NULL; array = array->next) {
    if (array->rows != NULL) continue;
    array->rows = alloc_barray(info, JPOOL_IMAGE, array->blocks_per_row, array->row_count);
    if (!array->zeroed) continue;
    for (JDIMENSION row = 0; row < array->row_count; row++)
      memset(array->rows[row], 0, array->blocks_per_row * sizeof(JBLOCK));
  }
}

static JBLOCKARRAY access_virt_barray(j_common_ptr info, jvirt_barray_ptr array, JDIMENSION start, JDIMENSION rows,
                                      boolean writable) {
  (void)writable;
  if (array->rows == NULL || rows > array->row_count || start > array->row_count - rows)
    ERREXIT(info, JERR_BAD_VIRTUAL_ACCESS);
  return array->rows + start;
}

static void free_pool(j_common_ptr info, int pool_id) {
  jpeg_pool *pool = (jpeg_pool *)info->mem;
  if (pool_id != JPOOL_IMAGE) return;
  pool->used = 0;
  pool->arrays = NULL;
}

static void self_destruct(j_common_ptr info) { (void)info; }

void jpeg_pool_install(jpeg_pool *pool, j_common_ptr info, void *memory, size_t size) {
  size_t skipped = (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
  if (skipped > size) skipped = size;
  pool->memory = (uint8_t *)memory + skipped;
  pool->used = 0;
  pool->limit = (size - skipped) / ALIGNMENT * ALIGNMENT;
  pool->arrays = NULL;
  pool->original = info->mem;
  pool->base = (struct jpeg_memory_mgr){
      .alloc_small = take,
      .alloc_large = take,
      .alloc_sarray = alloc_sarray,
      .alloc_barray = alloc_barray,
      .request_virt_sarray = request_virt_sarray,
      .request_virt_barray = request_virt_barray,
      .realize_virt_arrays = realize_virt_arrays,
      .access_virt_sarray = access_virt_sarray,
      .access_virt_barray = access_virt_barray,
      .free_pool = free_pool,
      .self_destruct = self_destruct,
      .max_memory_to_use = (long)pool->limit,
      .max_alloc_chunk = (long)pool->limit,
  };
  info->mem = &pool->base;
}

void jpeg_pool_remove(jpeg_pool *pool, j_common_ptr info) {
  if (pool->original != NULL) info->mem = pool->original;
}

size_t catseye_jpeg_pool_size(uint32_t width, uint32_t height) {
  // padded to a file's largest block, 32 x 32; two bytes for each coefficient of three channels at full size
  uint64_t columns = ((uint64_t)width + 31) / 32 * 32 + 64;
  uint64_t rows = ((uint64_t)height + 31) / 32 * 32 + 64;
  uint64_t coefficients = 6 * columns * rows;
  // rows of samples and pointers to them for colour conversion and upsampling; tables and objects
  uint64_t size = coefficients + 384 * columns + 64 * rows + (1 << 18);
  return size > SIZE_MAX ? SIZE_MAX : (size_t)size;
}
