// Template: direct convolution on NEON, read straight from the int8 rows. The including file gives
//     CHANNELS                                          output channels of one pass: 4 or 16
//     multiply_run(acc, row, pixel, run, w, pixels)     one window row into acc[pixels][4]; the weights behind it
//     store_accumulators(acc, pixels, tile)             their sums into tile[pixels][16]
//     weight_bytes(run)                                 packed bytes of one window row for one output channel
#include "requantise.h"
#include "weights.h"

static size_t no_scratch(const CatseyeConv *conv) {
  (void)conv;
  return 0;
}

// Packed bytes of one output channel.
static size_t ISA(packed_channel)(const int32_t runs[], int32_t count, int32_t kernel_height) {
  size_t bytes = 0;
  for (int32_t s = 0; s < count; s++) bytes += kernel_height * weight_bytes(runs[s]);
  return bytes;
}

static size_t ISA(packed_bytes)(const CatseyeWeightShape *shape) {
  return ISA(packed_channel)(shape->runs, shape->source_count, shape->kernel_height) * padded_channels(shape);
}

// tile: int32 [pixels][16], CHANNELS of it; pixels is a constant at each call
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
  store_accumulators(acc, pixels, tile);
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
