// Template: max-pooling. Needs the primitives of one instruction set.
#include "catseye_kernels.h"

INLINE int32_t clip(int32_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : v; }

// Pools a row of 2x2 windows of stride 2 that all lie inside.
TARGET static void max_pool_2x2(const CatseyePool *pool, const int8_t *in, int8_t *out) {
  const int8_t *below = in + pool->in_row_stride;
  for (int32_t x = 0; x < pool->width; x++, in += pool->channels, below += pool->channels)
    for (int32_t c = 0; c < pool->channels; c += 16, in += 16, below += 16, out += 16)
      vi8_store(out, vi8_max(vi8_max(vi8_load(in), vi8_load(in + pool->channels)),
                             vi8_max(vi8_load(below), vi8_load(below + pool->channels))));
}

static int is_whole_2x2(const CatseyePool *pool) {
  return pool->residual == 0 && pool->kernel_height == 2 && pool->kernel_width == 2 && pool->stride_y == 2 &&
         pool->stride_x == 2 && pool->pad_top == 0 && pool->pad_left == 0 && pool->in_width >= 2 * pool->width;
}

// Pools one window of values with residuals.
TARGET static void max_pool_both(const CatseyePool *pool, int32_t y0, int32_t y1, int32_t x0, int32_t x1, int8_t *out) {
  for (int32_t c = 0; c < pool->residual; c += 16) {
    vi8 value = vi8_set(-128), residual = value;
    for (int32_t y = y0; y < y1; y++)
      for (int32_t x = x0; x < x1; x++) {
        const int8_t *in = pool->in + y * pool->in_row_stride + (ptrdiff_t)x * pool->channels + c;
        const vi8 next = vi8_load(in), largest = vi8_max(value, next);
        residual = vi8_max(vi8_where_equal(value, largest, residual),
                           vi8_where_equal(next, largest, vi8_load(in + pool->residual)));
        value = largest;
      }
    vi8_store(out + c, value);
    vi8_store(out + c + pool->residual, residual);
  }
}

TARGET static void ISA(max_pool)(const CatseyePool *pool, int32_t row_begin, int32_t row_end) {
  for (int32_t y = row_begin; y < row_end; y++) {
    const int32_t top = y * pool->stride_y - pool->pad_top;
    const int32_t y0 = clip(top, 0, pool->in_height), y1 = clip(top + pool->kernel_height, 0, pool->in_height);
    int8_t *out = pool->out + y * pool->out_row_stride;
    if (is_whole_2x2(pool) && y1 - y0 == 2) {
      max_pool_2x2(pool, pool->in + y0 * pool->in_row_stride, out);
      continue;
    }
    for (int32_t x = 0; x < pool->width; x++, out += pool->channels) {
      const int32_t left = x * pool->stride_x - pool->pad_left;
      const int32_t x0 = clip(left, 0, pool->in_width), x1 = clip(left + pool->kernel_width, 0, pool->in_width);
      if (pool->residual != 0) {
        max_pool_both(pool, y0, y1, x0, x1, out);
        continue;
      }
      for (int32_t c = 0; c < pool->channels; c += 16) {
        vi8 best = vi8_set(-128);
        for (int32_t v = y0; v < y1; v++) {
          const int8_t *row = pool->in + v * pool->in_row_stride + c;
          for (int32_t u = x0; u < x1; u++) best = vi8_max(best, vi8_load(row + (ptrdiff_t)u * pool->channels));
        }
        vi8_store(out + c, best);
      }
    }
  }
}
