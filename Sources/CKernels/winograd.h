// Template: exact Winograd F(4x4, 3x3) on int8, full 8-bit weights. Why it is exact: NUMERICS.md, "Winograd".
//
//     6x6 pixels -> B^T d B -> V int16 [36][tiles][channels]
//     weights    -> G g G^T -> U int16 [36][channels][16], once, at load
//     M[p] = V[p] U[p], p = 0 ... 35, int32, modulo 2^32
//     M -> A^T M A = 576 Y -> times the inverse of 9, shifted by 6 = Y -> heads
//
// The including file gives the primitives, WINOGRAD_TILES (tiles of one register block) and
//     multiply_plane(v, stride, depth, u, tiles, m)   m[tiles][16] = v[tiles][depth] * u
// with `tiles` a constant at each call, and winograd_place(k, o), where U[k][o] is in a packed plane.
#include "requantise.h"
#include "weights.h"

#define PLANES 36
#define PLANE_GAP 64 // bytes between planes: strides of a power of two would collide in the cache's sets
#define OUTPUTS CATSEYE_CHANNEL_BLOCK

// ---- Weights --------------------------------------------------------------------------------------------------------

// Three values through G: row 5 is 6 times g[2], not 24, which would overflow int16; A^T makes up for it.
static void transform_weights(const int32_t g[3], int32_t out[6]) {
  out[0] = 6 * g[0];
  out[1] = -4 * (g[0] + g[1] + g[2]);
  out[2] = -4 * (g[0] - g[1] + g[2]);
  out[3] = g[0] + 2 * g[1] + 4 * g[2];
  out[4] = g[0] - 2 * g[1] + 4 * g[2];
  out[5] = 6 * g[2];
}

// Channels of all sources; a source's run is one window row of three pixels.
static int32_t winograd_depth(const CatseyeWeightShape *shape) {
  int32_t depth = 0;
  for (int32_t s = 0; s < shape->source_count; s++) depth += shape->runs[s] / 3;
  return depth;
}

static size_t ISA(winograd_packed_bytes)(const CatseyeWeightShape *shape) {
  return sizeof(int16_t) * PLANES * winograd_depth(shape) * padded_channels(shape);
}

// One output channel's 3x3 weights of one input channel, into all planes.
static void pack_kernel(const int8_t *first, int32_t row_stride, int32_t pixel_stride, int16_t *out, size_t plane) {
  int32_t columns[3][6], rows[6];
  for (int r = 0; r < 3; r++) {
    const int8_t *row = first + r * row_stride;
    const int32_t g[3] = {row[0], row[pixel_stride], row[2 * pixel_stride]};
    transform_weights(g, columns[r]);
  }
  for (int x = 0; x < 6; x++) {
    const int32_t g[3] = {columns[0][x], columns[1][x], columns[2][x]};
    transform_weights(g, rows);
    for (int y = 0; y < 6; y++) out[(y * 6 + x) * plane] = (int16_t)rows[y];
  }
}

static void ISA(winograd_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const int32_t depth = winograd_depth(shape);
  const size_t plane = (size_t)depth * OUTPUTS;
  __builtin_memset(packed, 0, ISA(winograd_packed_bytes)(shape));
  for (int32_t o = 0; o < shape->out_channels; o++) {
    int16_t *block = (int16_t *)packed + o / OUTPUTS * PLANES * plane;
    int32_t k = 0;
    for (int32_t s = 0; s < shape->source_count; s++) {
      const int32_t channels = shape->runs[s] / 3;
      for (int32_t c = 0; c < channels; c++, k++)
        pack_kernel(weights + c, shape->runs[s], channels, block + winograd_place(k, o % OUTPUTS), plane);
      weights += 3 * shape->runs[s];
    }
  }
}

// ---- Blocks of tiles ------------------------------------------------------------------------------------------------

// What one call works with: tiles are numbered row by row over the rows of the call.
typedef struct {
  const CatseyeConv *conv;
  int32_t row_begin, row_end;
  int32_t tiles_in_row;
  int32_t depth;      // channels of all sources
  int32_t block;      // tiles in a block
  size_t v_plane;     // int16 from one plane of V to the next
  size_t m_plane;     // int32 from one plane of M to the next
} Winograd;

// V of a block should stay in the second-level cache.
static int32_t block_tiles(int32_t depth) {
  const int32_t tiles = 256 * 1024 / (PLANES * (int32_t)sizeof(int16_t) * depth) / WINOGRAD_TILES * WINOGRAD_TILES;
  const int32_t most = 48 / WINOGRAD_TILES * WINOGRAD_TILES;
  return tiles < 2 * WINOGRAD_TILES ? 2 * WINOGRAD_TILES : tiles > most ? most : tiles;
}

static Winograd describe(const CatseyeConv *conv, int32_t row_begin, int32_t row_end) {
  Winograd w = {.conv = conv, .row_begin = row_begin, .row_end = row_end, .tiles_in_row = (conv->width + 3) / 4};
  for (int32_t s = 0; s < conv->source_count; s++) w.depth += conv->sources[s].channels;
  w.block = block_tiles(w.depth);
  w.v_plane = (size_t)w.block * w.depth + PLANE_GAP / sizeof(int16_t);
  w.m_plane = (size_t)w.block * OUTPUTS + PLANE_GAP / sizeof(int32_t);
  return w;
}

static size_t ISA(winograd_scratch_bytes)(const CatseyeConv *conv) {
  const Winograd w = describe(conv, 0, 0);
  return PLANES * (w.v_plane * sizeof(int16_t) + w.m_plane * sizeof(int32_t));
}

// ---- Input ----------------------------------------------------------------------------------------------------------

// B^T of six values. |V| <= 100 * 128 fits int16, and so does every step on the way.
INLINE void transform_input(const vi16 d[6], vi16 out[6]) {
  const vi16 even = vi16_sub(d[4], vi16_shift_left(d[2], 2)), odd = vi16_sub(d[3], vi16_shift_left(d[1], 2));
  const vi16 far = vi16_sub(d[4], d[2]), near = vi16_shift_left(vi16_sub(d[3], d[1]), 1);
  out[0] = vi16_add(vi16_shift_left(d[0], 2), vi16_sub(even, d[2]));
  out[1] = vi16_add(even, odd);
  out[2] = vi16_sub(even, odd);
  out[3] = vi16_add(far, near);
  out[4] = vi16_sub(far, near);
  out[5] = vi16_add(vi16_shift_left(d[1], 2), vi16_sub(vi16_sub(d[5], vi16_shift_left(d[3], 2)), d[3]));
}

// The six rows and columns of a tile's pixels. What lies behind the last that an output needs is read from that one
// instead: its products cancel to the bit in the outputs that are kept.
typedef struct {
  ptrdiff_t rows[6], columns[6];
} TilePixels;

static TilePixels tile_pixels(const Winograd *w, const CatseyeSource *source, int32_t y, int32_t x) {
  TilePixels pixels;
  for (int32_t i = 0; i < 6; i++) {
    const int32_t row = y + i < w->row_end + 2 ? y + i : w->row_end + 1;
    const int32_t column = x + i < w->conv->width + 2 ? x + i : w->conv->width + 1;
    pixels.rows[i] = row * source->row_stride;
    pixels.columns[i] = (ptrdiff_t)column * source->channels;
  }
  return pixels;
}

INLINE void input_tile(const Winograd *w, const CatseyeSource *source, int32_t y, int32_t x, int16_t *v) {
  const TilePixels pixels = tile_pixels(w, source, y, x);
  for (int32_t c = 0; c < source->channels; c += WIDE_LANES) {
    vi16 columns[6][6], d[6], out[6];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) d[j] = vi16_widen(source->window + pixels.rows[j] + pixels.columns[i] + c);
      transform_input(d, columns[i]);
    }
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) d[j] = columns[j][i];
      transform_input(d, out);
      for (int j = 0; j < 6; j++) vi16_store(v + (i * 6 + j) * w->v_plane + c, out[j]);
    }
  }
}

TARGET static void input_block(const Winograd *w, int32_t first, int32_t tiles, int16_t *v) {
  for (int32_t t = 0; t < tiles; t++) {
    const int32_t y = w->row_begin + 4 * ((first + t) / w->tiles_in_row), x = 4 * ((first + t) % w->tiles_in_row);
    int16_t *tile = v + (size_t)t * w->depth;
    for (int32_t s = 0; s < w->conv->source_count; tile += w->conv->sources[s].channels, s++)
      input_tile(w, &w->conv->sources[s], y, x, tile);
  }
}

// ---- Products -------------------------------------------------------------------------------------------------------

TARGET static void multiply_rest(const int16_t *v, int32_t depth, const int16_t *u, int32_t tiles, int32_t *m) {
  switch (tiles) {
    case 1: return multiply_plane(v, depth, u, 1, m);
    case 2: return multiply_plane(v, depth, u, 2, m);
#if WINOGRAD_TILES > 3
    case 3: return multiply_plane(v, depth, u, 3, m);
#endif
#if WINOGRAD_TILES > 4
    case 4: return multiply_plane(v, depth, u, 4, m);
    case 5: return multiply_plane(v, depth, u, 5, m);
#endif
  }
}

TARGET static void multiply_block(const Winograd *w, const int16_t *v, const int16_t *u, int32_t tiles, int32_t *m) {
  for (int p = 0; p < PLANES; p++, v += w->v_plane, u += (size_t)w->depth * OUTPUTS, m += w->m_plane) {
    int32_t t = 0;
    for (; t + WINOGRAD_TILES <= tiles; t += WINOGRAD_TILES)
      multiply_plane(v + (size_t)t * w->depth, w->depth, u, WINOGRAD_TILES, m + t * OUTPUTS);
    if (t < tiles) multiply_rest(v + (size_t)t * w->depth, w->depth, u, tiles - t, m + t * OUTPUTS);
  }
}

// ---- Output ---------------------------------------------------------------------------------------------------------

// A^T of six values.
INLINE void transform_output(const vi32 m[6], vi32 out[4]) {
  const vi32 sum1 = vi32_add(m[1], m[2]), difference1 = vi32_sub(m[1], m[2]);
  const vi32 sum2 = vi32_add(m[3], m[4]), difference2 = vi32_sub(m[3], m[4]);
  out[0] = vi32_add(m[0], vi32_add(sum1, sum2));
  out[1] = vi32_add(difference1, vi32_shift_left(difference2, 1));
  out[2] = vi32_add(sum1, vi32_shift_left(sum2, 2));
  out[3] = vi32_add(difference1, vi32_add(vi32_shift_left(difference2, 3), vi32_shift_left(m[5], 2)));
}

// 576 Y modulo 2^32 -> Y: 576 is 64 * 9, and 9 * 0x38E38E39 is 1 modulo 2^32.
INLINE vi32 exact_sum(vi32 s) { return vi32_shift_right(vi32_mul(s, vi32_set(0x38E38E39)), 6); }

// out: int32 [4 rows][4 pixels][16]
INLINE void output_tile(const int32_t *m, size_t plane, int32_t *out) {
  for (int lane = 0; lane < OUTPUTS; lane += LANES) {
    vi32 columns[6][4], d[6], y[4];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) d[j] = vi32_load(m + (j * 6 + i) * plane + lane);
      transform_output(d, columns[i]);
    }
    for (int row = 0; row < 4; row++) {
      for (int i = 0; i < 6; i++) d[i] = columns[i][row];
      transform_output(d, y);
      for (int x = 0; x < 4; x++) vi32_store(out + (row * 4 + x) * OUTPUTS + lane, exact_sum(y[x]));
    }
  }
}

TARGET static void output_block(const Winograd *w, const int32_t *m, int32_t first, int32_t tiles, int32_t o) {
  int32_t out[16 * OUTPUTS];
  for (int32_t t = 0; t < tiles; t++) {
    const int32_t y = w->row_begin + 4 * ((first + t) / w->tiles_in_row), x = 4 * ((first + t) % w->tiles_in_row);
    const int32_t rows = w->row_end - y < 4 ? w->row_end - y : 4;
    const int32_t pixels = w->conv->width - x < 4 ? w->conv->width - x : 4;
    output_tile(m + t * OUTPUTS, w->m_plane, out);
    for (int32_t row = 0; row < rows; row++)
      finish_tile(w->conv, out + row * 4 * OUTPUTS, pixels, w->row_begin, y + row, x, o);
  }
}

TARGET static void ISA(winograd)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  const Winograd w = describe(conv, row_begin, row_end);
  const int32_t count = w.tiles_in_row * ((row_end - row_begin + 3) / 4);
  int16_t *v = (int16_t *)scratch;
  int32_t *m = (int32_t *)(v + PLANES * w.v_plane);
  for (int32_t first = 0; first < count; first += w.block) {
    const int32_t tiles = count - first < w.block ? count - first : w.block;
    input_block(&w, first, tiles, v);
    for (int32_t o = 0; o < conv->out_channels; o += OUTPUTS) {
      multiply_block(&w, v, (const int16_t *)conv->weights + (size_t)o * PLANES * w.depth, tiles, m);
      output_block(&w, m, first, tiles, o);
    }
  }
}
