// Direct convolution for ARMv8.0: SMULL + SMLAL2 + SADALP, 16 products of one output value at a time.
// Exact: two products of int8 by [-127, 127] are at most 2 * 128 * 127 = 32,512 and fit int16.
//
// Packed weights: int8 [out_channels / 4][rows][run / 16][4][16]; each window row is padded with zeros to 16 bytes.
#include "requantise.h"
#include "weights.h"

#define CHUNK 16
#define PIXELS 4
#define CHANNELS 4

static inline size_t weight_bytes(int32_t run) { return ((size_t)run + CHUNK - 1) / CHUNK * CHUNK; }

static void conv_smull_pack(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CHANNELS) {
    size_t first = 0; // byte of the window row in the file's weight row
    for (int32_t s = 0; s < shape->source_count; s++)
      for (int32_t r = 0; r < shape->kernel_height; r++, first += shape->runs[s])
        for (int32_t k = 0; k < shape->runs[s]; k += CHUNK)
          for (int32_t o = block; o < block + CHANNELS; o++)
            for (int32_t i = k; i < k + CHUNK; i++)
              *out++ = o < shape->out_channels && i < shape->runs[s] ? weights[o * depth + first + i] : 0;
  }
}

INLINE const int8_t *multiply_run(int32x4_t acc[PIXELS][4], const int8_t *row, ptrdiff_t pixel, int32_t run,
                                  const int8_t *w, const int pixels) {
  for (int32_t k = 0; k < run; k += CHUNK, w += CHANNELS * CHUNK) {
    int8x16_t weight[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) weight[c] = vld1q_s8(w + c * CHUNK);
    for (int p = 0; p < pixels; p++) {
      const int8x16_t in = vld1q_s8(row + p * pixel + k);
      for (int c = 0; c < CHANNELS; c++) {
        const int16x8_t products = vmull_s8(vget_low_s8(in), vget_low_s8(weight[c]));
        acc[p][c] = vpadalq_s16(acc[p][c], vmlal_high_s8(products, in, weight[c]));
      }
    }
  }
  return w;
}

// Each accumulator's four lanes are parts of one sum.
INLINE void store_accumulators(int32x4_t acc[PIXELS][4], const int pixels, int32_t *tile) {
  for (int p = 0; p < pixels; p++) {
    const int32x4_t first = vpaddq_s32(acc[p][0], acc[p][1]), second = vpaddq_s32(acc[p][2], acc[p][3]);
    vst1q_s32(tile + p * CATSEYE_CHANNEL_BLOCK, vpaddq_s32(first, second));
  }
}

#include "conv_neon.h"
