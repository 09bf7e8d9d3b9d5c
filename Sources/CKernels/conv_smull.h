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

// The four lanes of each accumulator are parts of one sum.
INLINE void store_sums(int32x4_t acc[PIXELS][4], const int pixels, int32_t *tile) {
  for (int p = 0; p < pixels; p++) {
    const int32x4_t first = vpaddq_s32(acc[p][0], acc[p][1]), second = vpaddq_s32(acc[p][2], acc[p][3]);
    vst1q_s32(tile + p * CATSEYE_CHANNEL_BLOCK, vpaddq_s32(first, second));
  }
}

static size_t no_scratch(const CatseyeConv *conv) {
  (void)conv;
  return 0;
}

// The packed bytes of one output channel.
static size_t ISA(packed_channel)(const int32_t runs[], int32_t count, int32_t kernel_height) {
  size_t bytes = 0;
  for (int32_t s = 0; s < count; s++) bytes += kernel_height * weight_bytes(runs[s]);
  return bytes;
}

static size_t ISA(packed_bytes)(const CatseyeWeightShape *shape) {
  return ISA(packed_channel)(shape->runs, shape->source_count, shape->kernel_height) * padded_channels(shape);
}

// tile: int32 [pixels][16], of which this writes CHANNELS; pixels is a constant at each call
INLINE void multiply_tile(const CatseyeConv *conv, const int8_t *w, int32_t y, int32_t x, const int pixels,
                          int32_t *tile) {
  int32x4_t acc[PIXELS][4];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < 4; v++) acc[p][v] = vdupq_n_s32(0);
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * source->channels;
    const int8_t *row = source->window + (ptrdiff_t)y * conv->stride_y * source->row_stride + x * pixel;
    for (int32_t r = 0; r < conv->kernel_height; r++, row += source->row_stride)
      w = multiply_run(acc, row, pixel, source->run, w, pixels);
  }
  store_sums(acc, pixels, tile);
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

TARGET static void ISA(conv)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  (void)scratch;
  int32_t tile[PIXELS * CATSEYE_CHANNEL_BLOCK], runs[CATSEYE_MAX_SOURCES];
  for (int32_t s = 0; s < conv->source_count; s++) runs[s] = conv->sources[s].run;
  const size_t channel = ISA(packed_channel)(runs, conv->source_count, conv->kernel_height);
  for (int32_t y = row_begin; y < row_end; y++)
    for (int32_t o = 0; o < conv->out_channels; o += CATSEYE_CHANNEL_BLOCK)
      for (int32_t x = 0; x < conv->width; x += PIXELS) {
        const int pixels = conv->width - x < PIXELS ? conv->width - x : PIXELS;
        for (int32_t c = 0; c < CATSEYE_CHANNEL_BLOCK; c += CHANNELS)
          multiply_tile_of(conv, (const int8_t *)conv->weights + (o + c) * channel, y, x, pixels, tile + c);
        finish_tile(conv, tile, pixels, row_begin, y, x, o);
      }
}
