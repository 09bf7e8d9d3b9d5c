// Template: direct convolution by VPDPBUSD, which multiplies unsigned bytes by signed ones. Activations are raised by 128. That adds 128
// times the sum of the weights to each sum, so a sum begins with the negative of it. It is exact for every input and weight, because int32
// wraps round.
//
// The including file defines the primitives, PIXELS and BLOCKS: the pixels and the blocks of 16 channels of one register tile.
//
//     rows             u8 [source][kernel row][bytes of an input row]; input row i is at index i modulo kernel_height
//     packed weights   [out_channels / 16] of: int32 [16], the start of each sum; int8 [reduction / 4][16][4]
#include "opaque.h"
#include "requantise.h"
#include "weights.h"

#define VECTOR_BYTES (LANES * 4)
#define FIRST_BYTES (CATSEYE_CHANNEL_BLOCK * sizeof(int32_t))

static size_t block_bytes(size_t depth) { return FIRST_BYTES + depth * CATSEYE_CHANNEL_BLOCK; }

static size_t ISA(conv_vpdpbusd_packed_bytes)(const CatseyeWeightShape *shape) {
  return padded_channels(shape) / CATSEYE_CHANNEL_BLOCK * block_bytes(reduction(shape));
}

static void ISA(conv_vpdpbusd_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CATSEYE_CHANNEL_BLOCK) {
    for (int32_t o = block; o < block + CATSEYE_CHANNEL_BLOCK; o++, out += sizeof(int32_t)) {
      uint32_t sum = 0;
      if (o < shape->out_channels)
        for (size_t k = 0; k < depth; k++) sum += (uint32_t)weights[o * depth + k];
      const uint32_t first = -128u * sum;
      __builtin_memcpy(out, &first, sizeof first);
    }
    for (size_t k = 0; k < depth; k += 4)
      for (int32_t o = block; o < block + CATSEYE_CHANNEL_BLOCK; o++)
        for (size_t i = 0; i < 4; i++) *out++ = o < shape->out_channels ? weights[o * depth + k + i] : 0;
  }
}

// The bytes of one input row that the windows of one output row touch, rounded up to whole vectors.
static size_t row_bytes(const CatseyeConv *conv, const CatseyeSource *source) {
  const size_t last = (size_t)(conv->width - 1) * conv->stride_x * source->channels;
  return (last + source->run + VECTOR_BYTES - 1) / VECTOR_BYTES * VECTOR_BYTES;
}

static size_t ISA(conv_vpdpbusd_scratch_bytes)(const CatseyeConv *conv) {
  size_t bytes = 0;
  for (int32_t s = 0; s < conv->source_count; s++) bytes += conv->kernel_height * row_bytes(conv, &conv->sources[s]);
  return bytes;
}

// Copies the input rows that output row y needs and no earlier row of the call has copied, raised by 128.
TARGET static void lift_rows(const CatseyeConv *conv, int32_t y, int32_t copied, uint8_t *rows) {
  const vi32 lift = vi32_set((int32_t)0x80808080u);
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const size_t bytes = row_bytes(conv, source);
    for (int32_t row = y * conv->stride_y; row < y * conv->stride_y + conv->kernel_height; row++) {
      if (row < copied) continue;
      const int8_t *in = source->window + row * source->row_stride;
      uint8_t *out = rows + row % conv->kernel_height * bytes;
      for (size_t i = 0; i < bytes; i += VECTOR_BYTES) vi32_store(out + i, vi32_xor(vi32_load(in + i), lift));
    }
    rows += conv->kernel_height * bytes;
  }
}

// tile: int32 [blocks][pixels][16] of output channels whose packed weights begin at w, `block` bytes from one block to the next; pixels
// and blocks are constants at each call.
INLINE void multiply_tile(const CatseyeConv *conv, const uint8_t *rows, const int8_t *w, size_t block, int32_t y, int32_t x,
                          const int pixels, const int blocks, int32_t *tile) {
  vi32 acc[PIXELS][BLOCKS][VECTORS];
  UNROLLED for (int p = 0; p < pixels; p++)
    UNROLLED for (int b = 0; b < blocks; b++)
      UNROLLED for (int v = 0; v < VECTORS; v++) acc[p][b][v] = vi32_load(w + b * block + v * VECTOR_BYTES);
  w += FIRST_BYTES;
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * source->channels, third = 3 * pixel;
    const size_t bytes = row_bytes(conv, source);
    for (int32_t r = 0; r < conv->kernel_height; r++) {
      const uint8_t *in = rows + (y * conv->stride_y + r) % conv->kernel_height * bytes + x * pixel;
      const uint8_t *fours[3] = {in, in + 4 * pixel, in + 8 * pixel};
      for (ptrdiff_t k = source->run; k > 0; k -= 4, w += 4 * CATSEYE_CHANNEL_BLOCK) {
        vi32 weights[BLOCKS][VECTORS];
        UNROLLED for (int b = 0; b < blocks; b++)
          UNROLLED for (int v = 0; v < VECTORS; v++) weights[b][v] = vi32_load(w + b * block + v * VECTOR_BYTES);
        UNROLLED for (int p = 0; p < pixels; p++) {
          const uint8_t *place = fours[p / 4] + (p % 4 == 3 ? third : p % 4 * pixel);
          int32_t four;
          __builtin_memcpy(&four, place, sizeof four);
          const vi32 all = vi32_set(four);
          UNROLLED for (int b = 0; b < blocks; b++)
            UNROLLED for (int v = 0; v < VECTORS; v++) acc[p][b][v] = vu8_dot_add(acc[p][b][v], all, weights[b][v]);
        }
        UNROLLED for (int i = 0; i < (pixels + 3) / 4; i++) {
          fours[i] += 4;
          OPAQUE(fours[i]);
        }
      }
    }
    rows += conv->kernel_height * bytes;
  }
  UNROLLED for (int b = 0; b < blocks; b++)
    UNROLLED for (int p = 0; p < pixels; p++)
      UNROLLED for (int v = 0; v < VECTORS; v++)
        vi32_store(tile + (b * pixels + p) * CATSEYE_CHANNEL_BLOCK + v * LANES, acc[p][b][v]);
}

// The most pixels of a tile, PIXELS or a power of two, of which `rest` has enough.
static inline int tile_pixels_of(int32_t rest) {
  return rest >= PIXELS ? PIXELS : rest >= 8 && PIXELS > 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
}

// Computes one row of tiles of `blocks` blocks.
INLINE void multiply_row(const CatseyeConv *conv, const uint8_t *rows, const int8_t *w, size_t block, int32_t row_begin, int32_t y,
                         int32_t o, const int blocks) {
  int32_t tile[BLOCKS * PIXELS * CATSEYE_CHANNEL_BLOCK];
  for (int32_t x = 0, pixels; x < conv->width; x += pixels) {
    pixels = tile_pixels_of(conv->width - x);
    switch (pixels) {
      case PIXELS: multiply_tile(conv, rows, w, block, y, x, PIXELS, blocks, tile); break;
#if PIXELS > 8
      case 8: multiply_tile(conv, rows, w, block, y, x, 8, blocks, tile); break;
#endif
      case 4: multiply_tile(conv, rows, w, block, y, x, 4, blocks, tile); break;
      case 2: multiply_tile(conv, rows, w, block, y, x, 2, blocks, tile); break;
      default: multiply_tile(conv, rows, w, block, y, x, 1, blocks, tile);
    }
    for (int b = 0; b < blocks; b++)
      finish_tile(conv, tile + b * pixels * CATSEYE_CHANNEL_BLOCK, pixels, row_begin, y, x, o + b * CATSEYE_CHANNEL_BLOCK);
  }
}

TARGET __attribute__((noinline)) static void one_block(const CatseyeConv *conv, const uint8_t *rows, const int8_t *w, size_t block,
                                                       int32_t row_begin, int32_t y, int32_t o) {
  multiply_row(conv, rows, w, block, row_begin, y, o, 1);
}
#if BLOCKS > 1
TARGET __attribute__((noinline)) static void two_blocks(const CatseyeConv *conv, const uint8_t *rows, const int8_t *w,
                                                        size_t block, int32_t row_begin, int32_t y, int32_t o) {
  multiply_row(conv, rows, w, block, row_begin, y, o, 2);
}
#endif

TARGET static void ISA(conv_vpdpbusd)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  size_t depth = 0;
  for (int32_t s = 0; s < conv->source_count; s++) depth += (size_t)conv->kernel_height * conv->sources[s].run;
  const size_t block = block_bytes(depth);
  int32_t copied = row_begin * conv->stride_y;
  for (int32_t y = row_begin; y < row_end; y++) {
    lift_rows(conv, y, copied, scratch);
    copied = y * conv->stride_y + conv->kernel_height;
    const int8_t *w = conv->weights;
    int32_t o = 0;
#if BLOCKS > 1
    for (; o + 2 * CATSEYE_CHANNEL_BLOCK <= conv->out_channels; o += 2 * CATSEYE_CHANNEL_BLOCK, w += 2 * block)
      two_blocks(conv, scratch, w, block, row_begin, y, o);
#endif
    for (; o < conv->out_channels; o += CATSEYE_CHANNEL_BLOCK, w += block) one_block(conv, scratch, w, block, row_begin, y, o);
  }
}
