// Template: the end of every convolution. Needs the primitives of one instruction set.
#pragma once
#include "catseye_kernels.h"

// One multiplication and one rounding per value, as in NUMERICS.md: nothing may be contracted or reordered.
#pragma STDC FP_CONTRACT OFF

#define VECTORS (CATSEYE_CHANNEL_BLOCK / LANES)

// tile: int32 [pixels][16], channels o ... o + 15 of pixels x ... of row y
INLINE void requantise_tile(const int32_t *tile, int pixels, const CatseyeHead *head, int32_t y, int32_t x, int32_t o) {
  const vf32 low = vf32_set(head->low), high = vf32_set(head->high);
  const vi32 zero_point = vi32_set(head->zero_point);
  int8_t *out = head->out + y * head->row_stride + x * head->pixel_stride + o;
  for (int p = 0; p < pixels; p++, out += head->pixel_stride) {
    vi32 q[VECTORS];
    for (int v = 0; v < VECTORS; v++) {
      const int32_t c = o + v * LANES;
      const vi32 acc = vi32_add(vi32_load(tile + p * CATSEYE_CHANNEL_BLOCK + v * LANES), vi32_load(head->bias + c));
      const vf32 factor = vf32_by_sign(acc, vf32_load(head->positive + c), vf32_load(head->negative + c));
      const vf32 scaled = vf32_mul(vf32_from(acc), factor);
      q[v] = vi32_add(vi32_round(vf32_min(vf32_max(scaled, low), high)), zero_point);
    }
    store_16_int8(out, q);
  }
}

// Where a tile goes: through every head, or, in a classifier, to the row of accumulators.
INLINE void finish_tile(const CatseyeConv *conv, const int32_t *tile, int pixels, int32_t row_begin, int32_t y,
                        int32_t x, int32_t o) {
  for (int32_t h = 0; h < conv->head_count; h++) requantise_tile(tile, pixels, &conv->heads[h], y, x, o);
  if (conv->head_count > 0) return;
  const ptrdiff_t first = (ptrdiff_t)(y - row_begin) * conv->width + x;
  int32_t *out = conv->accumulators + first * conv->out_channels + o;
  for (int p = 0; p < pixels; p++, out += conv->out_channels)
    for (int v = 0; v < CATSEYE_CHANNEL_BLOCK; v += LANES)
      vi32_store(out + v, vi32_add(vi32_load(tile + p * CATSEYE_CHANNEL_BLOCK + v), vi32_load(conv->heads[0].bias + o + v)));
}
