// Direct convolution by SDOT (ARMv8.2 dotprod): four products of each of four channels at a time.
//
// Packed weights: int8 [out_channels / 16][reduction / 4][16][4].
#include "requantise.h"
#include "weights.h"

#define GROUP 4 // bytes of the reduction in one SDOT lane
#define PIXELS 4
#define CHANNELS CATSEYE_CHANNEL_BLOCK

static inline size_t weight_bytes(int32_t run) { return (size_t)run; }

static void conv_sdot_pack(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CATSEYE_CHANNEL_BLOCK)
    for (size_t k = 0; k < depth; k += GROUP)
      for (int32_t o = block; o < block + CATSEYE_CHANNEL_BLOCK; o++)
        for (size_t i = 0; i < GROUP; i++) *out++ = o < shape->out_channels ? weights[o * depth + k + i] : 0;
}

INLINE void multiply_group(int32x4_t acc[PIXELS][4], const int8x16_t in[PIXELS], const int8_t *w, const int pixels,
                           const int lane) {
  for (int v = 0; v < 4; v++) {
    const int8x16_t weight = vld1q_s8(w + v * 16);
    for (int p = 0; p < pixels; p++) {
      switch (lane) { // SDOT's lane is an immediate; `lane` is a constant at each call
        case 0: acc[p][v] = vdotq_laneq_s32(acc[p][v], weight, in[p], 0); break;
        case 1: acc[p][v] = vdotq_laneq_s32(acc[p][v], weight, in[p], 1); break;
        case 2: acc[p][v] = vdotq_laneq_s32(acc[p][v], weight, in[p], 2); break;
        default: acc[p][v] = vdotq_laneq_s32(acc[p][v], weight, in[p], 3); break;
      }
    }
  }
}

// 16 bytes of the reduction at a time, then the rest by fours.
INLINE const int8_t *multiply_run(int32x4_t acc[PIXELS][4], const int8_t *row, ptrdiff_t pixel, int32_t run,
                                  const int8_t *w, const int pixels) {
  const int32_t step = GROUP * CATSEYE_CHANNEL_BLOCK;
  int8x16_t in[PIXELS];
  int32_t k = 0;
  for (; k + 16 <= run; k += 16, w += 4 * step) {
    for (int p = 0; p < pixels; p++) in[p] = vld1q_s8(row + p * pixel + k);
    multiply_group(acc, in, w, pixels, 0);
    multiply_group(acc, in, w + step, pixels, 1);
    multiply_group(acc, in, w + 2 * step, pixels, 2);
    multiply_group(acc, in, w + 3 * step, pixels, 3);
  }
  for (; k < run; k += GROUP, w += step) {
    for (int p = 0; p < pixels; p++) in[p] = vld1q_s8(row + p * pixel + k);
    multiply_group(acc, in, w, pixels, 0);
  }
  return w;
}

INLINE void store_accumulators(int32x4_t acc[PIXELS][4], const int pixels, int32_t *tile) {
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < 4; v++) vst1q_s32(tile + p * CATSEYE_CHANNEL_BLOCK + v * LANES, acc[p][v]);
}

#include "conv_neon.h"
