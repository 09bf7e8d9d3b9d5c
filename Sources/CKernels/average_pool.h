// Template: average-pooling. Needs the primitives of one instruction set.
#include "catseye_operators.h"
#include "requantise.h"

INLINE int32_t inside(int32_t v, int32_t high) { return v < 0 ? 0 : v > high ? high : v; }

TARGET static void ISA(average_pool)(const CatseyeAveragePool *average, int32_t row_begin, int32_t row_end) {
  const CatseyePool *pool = &average->pool;
  const HeadRange range = head_range(&(CatseyeHead){.low = -128, .high = 127, .zero_point = average->zero_point});
  for (int32_t y = row_begin; y < row_end; y++) {
    const int32_t top = y * pool->stride_y - pool->pad_top;
    const int32_t y0 = inside(top, pool->in_height), y1 = inside(top + pool->kernel_height, pool->in_height);
    int8_t *out = pool->out + y * pool->out_row_stride;
    for (int32_t x = 0; x < pool->width; x++, out += pool->channels) {
      const int32_t left = x * pool->stride_x - pool->pad_left;
      const int32_t x0 = inside(left, pool->in_width), x1 = inside(left + pool->kernel_width, pool->in_width);
      const int32_t pixels = (y1 - y0) * (x1 - x0);
      const vf32 share = vf32_set(1.0f / (float)(average->count ? average->count : pixels));
      for (int32_t c = 0; c < pool->channels; c += CATSEYE_CHANNEL_BLOCK) {
        vi32 sum[VECTORS];
        for (int v = 0; v < VECTORS; v++) sum[v] = vi32_set(-pixels * average->in_zero_point);
        for (int32_t i = y0; i < y1; i++) {
          const int8_t *in = pool->in + i * pool->in_row_stride + (ptrdiff_t)x0 * pool->channels + c;
          for (int32_t j = x0; j < x1; j++, in += pool->channels) {
            vi32 q[VECTORS];
            vi8_widen(vi8_load(in), q);
            for (int v = 0; v < VECTORS; v++) sum[v] = vi32_add(sum[v], q[v]);
          }
        }
        for (int v = 0; v < VECTORS; v++) {
          const vf32 mean = vf32_mul(vf32_from(sum[v]), share);
          sum[v] = vi32_round_below(vf32_mul(mean, vf32_load(average->factors + c + v * LANES)), range.top);
        }
        vi8_store(out + c, narrow(sum, &range, VALUE));
      }
    }
  }
}
