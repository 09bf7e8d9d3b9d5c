// Direct convolution by SDOT (ARMv8.2 dotprod), four products of each of four channels at a time.
//
// Packed weights: int8 [out_channels / 16][reduction / 4][16][4].
#include "catseye_kernels.h"

#if defined(__aarch64__)
#define TARGET __attribute__((target("dotprod")))
#include "primitives_neon.h"
#include "requantise.h"
#include "weights.h"

#define GROUP 4 // bytes of the reduction in one SDOT lane
#define PIXELS 4

static size_t conv_sdot_packed_bytes(const CatseyeWeightShape *shape) {
  return reduction(shape) * padded_channels(shape);
}

static void conv_sdot_pack(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CATSEYE_CHANNEL_BLOCK)
    for (size_t k = 0; k < depth; k += GROUP)
      for (int32_t o = block; o < block + CATSEYE_CHANNEL_BLOCK; o++)
        for (size_t i = 0; i < GROUP; i++) *out++ = o < shape->out_channels ? weights[o * depth + k + i] : 0;
}

static size_t conv_sdot_scratch_bytes(const CatseyeConv *conv) {
  (void)conv;
  return 0;
}

INLINE void multiply_group(int32x4_t acc[PIXELS][VECTORS], const int8x16_t in[PIXELS], const int8_t *w,
                           const int pixels, const int lane) {
  for (int v = 0; v < VECTORS; v++) {
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

// One window row: 16 bytes of the reduction at a time, then the rest by fours.
INLINE const int8_t *multiply_run(int32x4_t acc[PIXELS][VECTORS], const int8_t *row, ptrdiff_t pixel, int32_t run,
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

// tile: int32 [pixels][16]; pixels is a constant at each call
INLINE void multiply_tile(const CatseyeConv *conv, const int8_t *w, int32_t y, int32_t x, const int pixels,
                          int32_t *tile) {
  int32x4_t acc[PIXELS][VECTORS];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) acc[p][v] = vdupq_n_s32(0);
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * source->channels;
    const int8_t *row = source->window + (ptrdiff_t)y * conv->stride_y * source->row_stride + x * pixel;
    for (int32_t r = 0; r < conv->kernel_height; r++, row += source->row_stride)
      w = multiply_run(acc, row, pixel, source->run, w, pixels);
  }
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) vi32_store(tile + p * CATSEYE_CHANNEL_BLOCK + v * LANES, acc[p][v]);
}

TARGET static void multiply_tile_of(const CatseyeConv *conv, const int8_t *w, int32_t y, int32_t x, int pixels,
                                    int32_t *tile) {
  switch (pixels) {
    case 4: return multiply_tile(conv, w, y, x, 4, tile);
    case 3: return multiply_tile(conv, w, y, x, 3, tile);
    case 2: return multiply_tile(conv, w, y, x, 2, tile);
    case 1: return multiply_tile(conv, w, y, x, 1, tile);
  }
}

TARGET static void conv_sdot(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  (void)scratch;
  int32_t tile[PIXELS * CATSEYE_CHANNEL_BLOCK];
  size_t depth = 0;
  for (int32_t s = 0; s < conv->source_count; s++) depth += (size_t)conv->kernel_height * conv->sources[s].run;
  for (int32_t y = row_begin; y < row_end; y++)
    for (int32_t o = 0; o < conv->out_channels; o += CATSEYE_CHANNEL_BLOCK)
      for (int32_t x = 0; x < conv->width; x += PIXELS) {
        const int pixels = conv->width - x < PIXELS ? conv->width - x : PIXELS;
        multiply_tile_of(conv, (const int8_t *)conv->weights + depth * o, y, x, pixels, tile);
        finish_tile(conv, tile, pixels, row_begin, y, x, o);
      }
}

int catseye_kernels_init_dotprod(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_sdot, conv_sdot_scratch_bytes, conv_sdot_pack, conv_sdot_packed_bytes, "conv_sdot"};
  // SDOT does 16 products where SMLAL does 4: Winograd's saving is less than that
  table->winograd = (CatseyeConvKernel){0};
  return 1;
}
#else
int catseye_kernels_init_dotprod(CatseyeKernels *table) { (void)table; return 0; }
#endif
