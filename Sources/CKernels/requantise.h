// Template: the end of every convolution. Needs the primitives of one instruction set.
#pragma once
#include "catseye_kernels.h"

// One multiplication and one rounding for each value, as in NUMERICS.md: the compiler must contract or reorder nothing.
#pragma STDC FP_CONTRACT OFF

#define VECTORS (CATSEYE_CHANNEL_BLOCK / LANES)

// A head's clamp and zero point. A clamp to integers gives the same before rounding and after it, so narrow's saturation does most of it;
// `top` keeps x86 from converting values that int32 does not hold.
typedef struct {
  vf32 top, bottom;
  vn16 zero_point;
  vi8 low, high;
} HeadRange;

INLINE HeadRange head_range(const CatseyeHead *head) {
  const float top = (float)(head->high - head->zero_point), bottom = (float)(head->low - head->zero_point);
  return (HeadRange){vf32_set(top), vf32_set(bottom), vn16_set((int16_t)head->zero_point), vi8_set((int8_t)head->low),
                     vi8_set((int8_t)head->high)};
}

INLINE int keeps_residuals(const CatseyeConv *conv) {
  int kept = 0;
  for (int32_t h = 0; h < conv->head_count; h++) kept |= conv->heads[h].residual != 0;
  return kept;
}

// Which part of an accumulator's result is computed; a constant at each call.
typedef enum { VALUE, RESIDUAL } Part;

// Whether a head's factor depends on the sum's sign in any channel. It does not where both factors are equal, nor where they have the same
// sign and the clamp keeps nothing below the zero point, as after ReLU: the results of one of them are then all below it.
static inline __attribute__((unused)) int needs_signs(const CatseyeHead *head, int32_t channels) {
  uint32_t differ = 0;
  for (int32_t c = 0; c < channels; c++) {
    uint32_t positive, negative;
    __builtin_memcpy(&positive, head->positive + c, sizeof positive);
    __builtin_memcpy(&negative, head->negative + c, sizeof negative);
    differ |= head->low >= head->zero_point ? positive ^ negative : positive == negative ? 0 : ~0u;
  }
  return differ >> 31;
}

// The factor that counts, of two with the same sign.
INLINE vf32 vf32_only(vf32 positive, vf32 negative) { return vf32_by_sign(vf32_bits(positive), positive, negative); }

// acc: bias included; `signs`: the result of needs_signs. The result must still be narrowed. A residual is exact until it is rounded,
// because the difference is exact and the factor is a power of two.
INLINE vi32 scale(vi32 acc, vf32 positive, vf32 negative, const HeadRange *range, const int signs, const Part part) {
  const vf32 scaled = vf32_mul(vf32_from(acc), signs ? vf32_by_sign(acc, positive, negative) : positive);
  if (part == VALUE) return vi32_round_below(scaled, range->top);
  const vf32 clamped = vf32_max(vf32_min(scaled, range->top), range->bottom), parts = vf32_set(CATSEYE_RESIDUAL_PARTS);
  const vf32 rest = vf32_sub(clamped, vf32_from(vi32_round_below(clamped, range->top)));
  return vi32_round_below(vf32_mul(rest, parts), parts);
}

INLINE vi8 narrow(const vi32 q[VECTORS], const HeadRange *range, const Part part) {
  if (part == RESIDUAL) return vi8_narrow(q, vn16_set(0));
  return vi8_min(vi8_max(vi8_narrow(q, range->zero_point), range->low), range->high);
}

// tile: int32 [pixels][16], channels o ... o + 15 of pixels x ... of row y
INLINE void requantise_tile(const int32_t *tile, int pixels, const CatseyeHead *head, int32_t y, int32_t x, int32_t o,
                            const Part part) {
  const HeadRange range = head_range(head);
  vi32 bias[VECTORS];
  vf32 positive[VECTORS], negative[VECTORS];
  for (int v = 0; v < VECTORS; v++) {
    bias[v] = vi32_load(head->bias + o + v * LANES);
    positive[v] = vf32_load(head->positive + o + v * LANES);
    negative[v] = vf32_load(head->negative + o + v * LANES);
  }
  int8_t *out = head->out + y * head->row_stride + x * head->pixel_stride + o + (part == RESIDUAL ? head->residual : 0);
  int p = 0;
#ifdef NARROWED_AT_ONCE
  for (; p + NARROWED_AT_ONCE <= pixels && part == VALUE; p += NARROWED_AT_ONCE) {
    vi32 q[NARROWED_AT_ONCE][VECTORS];
    for (int i = 0; i < NARROWED_AT_ONCE; i++, tile += CATSEYE_CHANNEL_BLOCK)
      for (int v = 0; v < VECTORS; v++)
        q[i][v] = scale(vi32_add(vi32_load(tile + v * LANES), bias[v]), positive[v], negative[v], &range, 1, part);
    narrow_pixels(q, range.zero_point, range.low, range.high, out, head->pixel_stride);
    out += NARROWED_AT_ONCE * head->pixel_stride;
  }
#endif
  for (; p < pixels; p++, out += head->pixel_stride, tile += CATSEYE_CHANNEL_BLOCK) {
    vi32 q[VECTORS];
    for (int v = 0; v < VECTORS; v++)
      q[v] = scale(vi32_add(vi32_load(tile + v * LANES), bias[v]), positive[v], negative[v], &range, 1, part);
    vi8_store(out, narrow(q, &range, part));
  }
}

// A function of its own, because it is rare.
TARGET static __attribute__((noinline, unused)) void requantise_residuals(const int32_t *tile, int pixels,
                                                                          const CatseyeHead *head, int32_t y, int32_t x,
                                                                          int32_t o) {
  requantise_tile(tile, pixels, head, y, x, o, RESIDUAL);
}

// Writes a tile: through every head, or in a classifier into the row of accumulators.
INLINE void finish_tile(const CatseyeConv *conv, const int32_t *tile, int pixels, int32_t row_begin, int32_t y,
                        int32_t x, int32_t o) {
  for (int32_t h = 0; h < conv->head_count; h++) {
    requantise_tile(tile, pixels, &conv->heads[h], y, x, o, VALUE);
    if (conv->heads[h].residual != 0) requantise_residuals(tile, pixels, &conv->heads[h], y, x, o);
  }
  if (conv->head_count > 0) return;
  const ptrdiff_t first = (ptrdiff_t)(y - row_begin) * conv->width + x;
  int32_t *out = conv->accumulators + first * conv->out_channels + o;
  for (int p = 0; p < pixels; p++, out += conv->out_channels)
    for (int v = 0; v < CATSEYE_CHANNEL_BLOCK; v += LANES)
      vi32_store(out + v, vi32_add(vi32_load(tile + p * CATSEYE_CHANNEL_BLOCK + v), vi32_load(conv->heads[0].bias + o + v)));
}
