// Template: direct convolution by pmaddwd on int16 pairs, exact for every int8 input and weight.
// The including file defines the primitives and PIXELS, the pixels of one register tile.
//
// Packed weights: int16 [out_channels / 16][reduction / 2][16][2].
#include "requantise.h"
#include "weights.h"

static size_t ISA(conv_pmaddwd_packed_bytes)(const CatseyeWeightShape *shape) {
  return (size_t)padded_channels(shape) * reduction(shape) * sizeof(int16_t);
}

static void ISA(conv_pmaddwd_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int16_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CATSEYE_CHANNEL_BLOCK)
    for (size_t k = 0; k < depth; k += 2)
      for (int32_t o = block; o < block + CATSEYE_CHANNEL_BLOCK; o++)
        for (size_t i = 0; i < 2; i++) *out++ = o < shape->out_channels ? weights[o * depth + k + i] : 0;
}

// The bytes of one input row that the windows of one output row touch, rounded up for widen_8.
static size_t row_bytes(const CatseyeConv *conv, const CatseyeSource *source) {
  const size_t last = (size_t)(conv->width - 1) * conv->stride_x * source->channels;
  return (last + source->run + 15) & ~(size_t)15;
}

static size_t ISA(conv_pmaddwd_scratch_bytes)(const CatseyeConv *conv) {
  size_t bytes = 0;
  for (int32_t s = 0; s < conv->source_count; s++) bytes += conv->kernel_height * row_bytes(conv, &conv->sources[s]);
  return bytes * sizeof(int16_t);
}

// Widens the input rows under output row y once for all output channels.
TARGET static void widen_rows(const CatseyeConv *conv, int32_t y, int16_t *out) {
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const size_t bytes = row_bytes(conv, source);
    for (int32_t r = 0; r < conv->kernel_height; r++, out += bytes) {
      const int8_t *row = source->window + ((ptrdiff_t)y * conv->stride_y + r) * source->row_stride;
      for (size_t i = 0; i < bytes; i += 8) widen_8(out + i, row + i);
    }
  }
}

// tile: int32 [pixels][16] of output channels whose packed weights begin at w; pixels is a constant at each call
INLINE void multiply_tile(const CatseyeConv *conv, const int16_t *rows, const int16_t *w, int32_t x, const int pixels,
                          int32_t *tile) {
  vi32 acc[PIXELS][VECTORS];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) acc[p][v] = vi32_zero();
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * source->channels;
    const size_t row = row_bytes(conv, source);
    for (int32_t r = 0; r < conv->kernel_height; r++, rows += row) {
      const int16_t *in = rows + x * pixel;
      for (int32_t k = 0; k < source->run; k += 2, w += 2 * CATSEYE_CHANNEL_BLOCK)
        for (int p = 0; p < pixels; p++) {
          int32_t pair;
          __builtin_memcpy(&pair, in + p * pixel + k, sizeof pair);
          const vi32 both = vi32_set(pair);
          for (int v = 0; v < VECTORS; v++) acc[p][v] = vi16_dot_add(acc[p][v], both, vi32_load(w + v * 2 * LANES));
        }
    }
  }
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) vi32_store(tile + p * CATSEYE_CHANNEL_BLOCK + v * LANES, acc[p][v]);
}

// The most pixels of a tile, PIXELS or a power of two, of which `rest` has enough.
static inline int tile_pixels_of(int32_t rest) {
  return rest >= PIXELS ? PIXELS : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
}

TARGET static void multiply_tile_of(const CatseyeConv *conv, const int16_t *rows, const int16_t *w, int32_t x,
                                    int pixels, int32_t *tile) {
  switch (pixels) {
    case PIXELS: return multiply_tile(conv, rows, w, x, PIXELS, tile);
    case 1: return multiply_tile(conv, rows, w, x, 1, tile);
#if PIXELS > 2
    case 2: return multiply_tile(conv, rows, w, x, 2, tile);
#endif
#if PIXELS > 4
    case 4: return multiply_tile(conv, rows, w, x, 4, tile);
#endif
  }
}

TARGET static void ISA(conv_pmaddwd)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  int16_t *rows = (int16_t *)scratch;
  int32_t tile[PIXELS * CATSEYE_CHANNEL_BLOCK];
  size_t depth = 0;
  for (int32_t s = 0; s < conv->source_count; s++) depth += (size_t)conv->kernel_height * conv->sources[s].run;
  for (int32_t y = row_begin; y < row_end; y++) {
    widen_rows(conv, y, rows);
    for (int32_t o = 0; o < conv->out_channels; o += CATSEYE_CHANNEL_BLOCK) {
      const int16_t *w = (const int16_t *)conv->weights + depth * o;
      for (int32_t x = 0, pixels; x < conv->width; x += pixels) {
        pixels = tile_pixels_of(conv->width - x);
        multiply_tile_of(conv, rows, w, x, pixels, tile);
        finish_tile(conv, tile, pixels, row_begin, y, x, o);
      }
    }
  }
}
