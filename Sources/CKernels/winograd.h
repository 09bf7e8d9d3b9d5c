// Template: Winograd F(4x4, 3x3) on int8 with full 8-bit weights, and F(4x4) with 2x2, 1x2 and 2x1 taps, for the phases of a transposed
// convolution. NUMERICS.md, "Winograd", shows why it is exact.
//
// The channels of a source are a multiple of 16; if it is the only one and WIDE_LANES is 8, of 4. V has room for a multiple of 8.
//
//     pixels  -> B^T d B -> V int16 [positions][tiles][channels]      positions: 6 for three taps, 5 for two, 4 for one, each way
//     weights -> G g G^T -> U int16 [positions][channels][16]
//     M[p] = V[p] U[p], int32, modulo 2^32
//     M -> A^T M A = S -> Y -> heads
//
// The including file gives the primitives, WINOGRAD_TILES (tiles of one register block), WINOGRAD_BLOCKS (its blocks of 16 output
// channels: 1 or 2) and
//     multiply_blocks(v, depth, u, u_block, tiles, blocks, m, m_block)   m[blocks][tiles][16] = v[tiles][depth] * u[blocks]
// with `tiles` and `blocks` constants at each call; winograd_place(k, o), where U[k][o] is in a packed position; INTERLEAVED, the
// tiles whose V takes turns, WIDE_LANES channels at a time (1: V is [tiles][channels]).
#include "opaque.h"
#include "requantise.h"
#include "winograd_weights.h"
#include "winograd_transforms.h"

#ifndef ROWS_AT_ONCE
#define ROWS_AT_ONCE 1 // rows of a tile's outputs: 1 or 2
#endif
#define POSITION_GAP 64 // bytes between positions: strides of a power of two would collide in the cache's sets
#define TAPS(y, x) ((y) * 4 + (x)) // what to switch over

// ---- Blocks of tiles ------------------------------------------------------------------------------------------------

// The sizes with which one call works; its tiles are numbered row by row.
typedef struct {
  const CatseyeConv *conv;
  int32_t row_begin, row_end;
  int32_t tiles_in_row;
  int32_t taps_y, taps_x;
  int32_t depth;      // channels of all sources
  int32_t room;       // how many int16 one tile has in a position of V
  int32_t block;      // tiles in a block
  ptrdiff_t v_position; // int16 from one position of V to the next
  int late;           // whether U is computed here, one row of its positions at a time
  ptrdiff_t u_position; // int16 from one position of U to the next
  int signs;          // whether the only head needs_signs
} Winograd;

#define MOST_TILES (48 / WINOGRAD_TILES * WINOGRAD_TILES) // of a block
// int32 from one position of M to the next: a constant, so that it is part of the instructions that load
#define M_POSITION (MOST_TILES * OUTPUTS + POSITION_GAP / (int)sizeof(int32_t))

static inline int positions_of(const Winograd *w) { return points_of(w->taps_y) * points_of(w->taps_x); }

// V of a block should stay in the second-level cache. If U is computed again for each block, larger blocks cost less.
static int32_t block_tiles(int32_t positions, int32_t depth, int late) {
  const int32_t tiles = (late ? 1024 : 256) * 1024 / (positions * (int32_t)sizeof(int16_t) * depth) / WINOGRAD_TILES * WINOGRAD_TILES;
  return tiles < 2 * WINOGRAD_TILES ? 2 * WINOGRAD_TILES : tiles > MOST_TILES ? MOST_TILES : tiles;
}

static Winograd describe(const CatseyeConv *conv, int32_t row_begin, int32_t row_end) {
  Winograd w = {.conv = conv, .row_begin = row_begin, .row_end = row_end, .tiles_in_row = (conv->width + 3) / 4};
  for (int32_t s = 0; s < conv->source_count; s++) w.depth += conv->sources[s].channels;
  w.taps_y = conv->kernel_height;
  w.taps_x = conv->sources[0].run / conv->sources[0].channels;
  w.late = expands_late(w.taps_y, w.taps_x, w.depth, conv->out_channels);
  w.block = block_tiles(positions_of(&w), w.depth, w.late);
  w.room = (w.depth + 7) / 8 * 8;
  w.v_position = (ptrdiff_t)w.block * w.room + POSITION_GAP / (int)sizeof(int16_t);
  w.u_position = (ptrdiff_t)w.depth * OUTPUTS + (w.late ? POSITION_GAP / (int)sizeof(int16_t) : 0);
  return w;
}

static size_t ISA(winograd_scratch_bytes)(const CatseyeConv *conv) {
  const Winograd w = describe(conv, 0, 0);
  const size_t u_row = w.late ? WINOGRAD_BLOCKS * MOST_POINTS * w.u_position * sizeof(int16_t) : 0;
  return positions_of(&w) * (w.v_position * sizeof(int16_t) + WINOGRAD_BLOCKS * M_POSITION * sizeof(int32_t)) + u_row;
}

// The first output row and pixel of a tile.
typedef struct {
  int32_t y, x;
} Place;

static inline Place place_of(const Winograd *w, int32_t tile) {
  return (Place){w->row_begin + 4 * (tile / w->tiles_in_row), 4 * (tile % w->tiles_in_row)};
}
static inline Place next_place(const Winograd *w, Place place) {
  if (place.x + 4 < 4 * w->tiles_in_row) return (Place){place.y, place.x + 4};
  return (Place){place.y + 4, 0};
}

// ---- Input ----------------------------------------------------------------------------------------------------------

// The rows and columns of a tile's pixels. After the last that an output needs, that one is read again instead; its products cancel exactly
// in the outputs that are kept.
typedef struct {
  ptrdiff_t rows[MOST_POINTS], columns[MOST_POINTS];
} TilePixels;

INLINE TilePixels tile_pixels(const Winograd *w, const CatseyeSource *source, Place place, const int taps_y,
                              const int taps_x) {
  const int32_t last_row = w->row_end + taps_y - 2, last_column = w->conv->width + taps_x - 2;
  TilePixels pixels;
  for (int32_t i = 0; i < points_of(taps_y); i++)
    pixels.rows[i] = (place.y + i < last_row ? place.y + i : last_row) * source->row_stride;
  for (int32_t i = 0; i < points_of(taps_x); i++)
    pixels.columns[i] = (ptrdiff_t)(place.x + i < last_column ? place.x + i : last_column) * source->channels;
  return pixels;
}

INLINE void input_tile(const Winograd *w, const CatseyeSource *source, Place place, const int taps_y, const int taps_x,
                       int16_t *v) {
  const TilePixels pixels = tile_pixels(w, source, place, taps_y, taps_x);
  const ptrdiff_t v_position = w->v_position;
  for (int32_t c = 0; c < source->channels; c += WIDE_LANES) {
    vi16 columns[MOST_POINTS][MOST_POINTS], d[MOST_POINTS], out[MOST_POINTS];
    #pragma unroll
    for (int i = 0; i < points_of(taps_x); i++) {
      const int8_t *column = source->window + pixels.columns[i] + c;
      OPAQUE(column);
      for (int j = 0; j < points_of(taps_y); j++) d[j] = vi16_widen(column + pixels.rows[j]);
      transform_input(d, taps_y, columns[i]);
    }
    #pragma unroll
    for (int i = 0; i < points_of(taps_y); i++) {
      for (int j = 0; j < points_of(taps_x); j++) d[j] = columns[j][i];
      transform_input(d, taps_x, out);
      int16_t *positions = v + i * points_of(taps_x) * v_position + c * INTERLEAVED;
      OPAQUE(positions);
      for (int j = 0; j < points_of(taps_x); j++) vi16_store(positions + j * v_position, out[j]);
    }
  }
}

INLINE void input_tiles(const Winograd *w, int32_t first, int32_t tiles, const int taps_y, const int taps_x,
                        int16_t *v) {
  Place place = place_of(w, first);
  for (int32_t t = 0; t < tiles; t++, place = next_place(w, place)) {
    int16_t *tile = v + (size_t)(t - t % INTERLEAVED) * w->room + t % INTERLEAVED * WIDE_LANES;
    for (int32_t s = 0; s < w->conv->source_count; tile += w->conv->sources[s].channels * INTERLEAVED, s++)
      input_tile(w, &w->conv->sources[s], place, taps_y, taps_x, tile);
  }
}

TARGET static void input_block(const Winograd *w, int32_t first, int32_t tiles, int16_t *v) {
  switch (TAPS(w->taps_y, w->taps_x)) {
    case TAPS(3, 3): return input_tiles(w, first, tiles, 3, 3, v);
    case TAPS(2, 2): return input_tiles(w, first, tiles, 2, 2, v);
    case TAPS(1, 2): return input_tiles(w, first, tiles, 1, 2, v);
    case TAPS(2, 1): return input_tiles(w, first, tiles, 2, 1, v);
  }
}

// ---- Products -------------------------------------------------------------------------------------------------------

// One position of one or two blocks of output channels: how far the second's U and M are from the first's.
typedef struct {
  ptrdiff_t u, m;
} BlockStrides;

// As multiply_tiles, for fewer than WINOGRAD_TILES tiles: by powers of two.
INLINE void multiply_rest(const int16_t *v, int32_t depth, const int16_t *u, int32_t tiles, const int blocks, int32_t *m,
                          BlockStrides to_next) {
#if INTERLEAVED == 1
  UNROLLED for (int part = 8; part > 0; part /= 2) {
    if (part >= WINOGRAD_TILES || !(tiles & part)) continue;
    multiply_blocks(v, depth, u, to_next.u, part, blocks, m, to_next.m);
    v += part * depth;
    m += part * OUTPUTS;
  }
#else
  (void)tiles; // there is room for them, and superfluous results are not kept
  multiply_blocks(v, depth, u, to_next.u, WINOGRAD_TILES, blocks, m, to_next.m);
#endif
}

// m[blocks][tiles][16] = v[tiles][depth] * u[blocks]; `blocks` is a constant at each call
INLINE void multiply_tiles(const Winograd *w, const int16_t *v, const int16_t *u, int32_t tiles, const int blocks, int32_t *m,
                           BlockStrides to_next) {
  int32_t t = 0;
  for (; t + WINOGRAD_TILES <= tiles; t += WINOGRAD_TILES)
    multiply_blocks(v + (size_t)t * w->room, w->depth, u, to_next.u, WINOGRAD_TILES, blocks, m + t * OUTPUTS, to_next.m);
  if (t < tiles) multiply_rest(v + (size_t)t * w->room, w->depth, u, tiles - t, blocks, m + t * OUTPUTS, to_next);
}

INLINE void multiply_positions(const Winograd *w, const int16_t *v, const int16_t *u, int32_t tiles, const int blocks, int32_t *m,
                            BlockStrides to_next) {
  const int across = points_of(w->taps_x), positions = positions_of(w);
  for (int p = 0; p < positions; p++, v += w->v_position, m += M_POSITION) {
    const int row = w->taps_y == 1 ? 0 : p / across, column = w->taps_x == 1 ? 0 : p % across;
    multiply_tiles(w, v, u + (row * weight_points(w->taps_x) + column) * w->u_position, tiles, blocks, m, to_next);
  }
}

TARGET static void multiply_block(const Winograd *w, const int16_t *v, const int16_t *u, int32_t tiles, int32_t *m) {
  multiply_positions(w, v, u, tiles, 1, m, (BlockStrides){0, 0});
}
#if WINOGRAD_BLOCKS > 1
TARGET static void multiply_two_blocks(const Winograd *w, const int16_t *v, const int16_t *u, int32_t tiles, int32_t *m,
                                       BlockStrides to_next) {
  multiply_positions(w, v, u, tiles, 2, m, to_next);
}
#endif

// ---- Weights that are expanded late ---------------------------------------------------------------------------------

// Row y of U's positions, of sixteen output channels.
INLINE void expand_row(const Winograd *w, const int8_t *g, const int y, int16_t *u) {
  for (int32_t i = 0; i < w->depth * OUTPUTS; i += EXPANDED_AT_ONCE, g += 9 * EXPANDED_AT_ONCE)
    for (int32_t lane = 0; lane < EXPANDED_AT_ONCE; lane += WIDE_LANES) {
      vi16 columns[3], taps[3];
      for (int x = 0; x < 3; x++) {
        for (int r = 0; r < 3; r++) taps[r] = vi16_widen(g + (r * 3 + x) * EXPANDED_AT_ONCE + lane);
        columns[x] = transform_weight_row(taps, y);
      }
      for (int x = 0; x < MOST_POINTS; x++) vi16_store(u + x * w->u_position + i + lane, transform_weight_row(columns, x));
    }
}

TARGET static void expand(const Winograd *w, const int8_t *g, int y, int16_t *u) {
  switch (y) {
    case 0: return expand_row(w, g, 0, u);
    case 1: return expand_row(w, g, 1, u);
    case 2: return expand_row(w, g, 2, u);
    case 3: return expand_row(w, g, 3, u);
    case 4: return expand_row(w, g, 4, u);
    default: return expand_row(w, g, 5, u);
  }
}

// A row of positions at a time. g: [blocks], `next` bytes from one to the next; u: room for a row of positions of each.
INLINE void multiply_late_blocks(const Winograd *w, const int16_t *v, const int8_t *g, size_t next, int32_t tiles, const int blocks,
                                 int16_t *u, int32_t *m, ptrdiff_t m_block) {
  const BlockStrides to_next = {MOST_POINTS * w->u_position, m_block};
  for (int y = 0; y < MOST_POINTS; y++) {
    for (int b = 0; b < blocks; b++) expand(w, g + b * next, y, u + b * to_next.u);
    for (int x = 0; x < MOST_POINTS; x++, v += w->v_position, m += M_POSITION)
      multiply_tiles(w, v, u + x * w->u_position, tiles, blocks, m, to_next);
  }
}

TARGET static void multiply_late(const Winograd *w, const int16_t *v, const int8_t *g, int32_t tiles, int16_t *u, int32_t *m) {
  multiply_late_blocks(w, v, g, 0, tiles, 1, u, m, 0);
}
#if WINOGRAD_BLOCKS > 1
TARGET static void multiply_two_late(const Winograd *w, const int16_t *v, const int8_t *g, size_t next, int32_t tiles, int16_t *u,
                                     int32_t *m, ptrdiff_t m_block) {
  multiply_late_blocks(w, v, g, next, tiles, 2, u, m, m_block);
}
#endif

// ---- Output ---------------------------------------------------------------------------------------------------------

// A head's constants for LANES channels, and where it writes.
typedef struct {
  vi32 bias;
  vf32 positive, negative;
  HeadRange range;
  vi32 reversed; // all ones where the factors are negative
  int8_t *out; // channel `lane` of output pixel (0, 0)
  ptrdiff_t row_stride, pixel_stride;
} LaneHead;

INLINE LaneHead lane_head(const CatseyeHead *head, int32_t o) {
  return (LaneHead){vi32_load(head->bias + o), vf32_load(head->positive + o), vf32_load(head->negative + o),
                    head_range(head), vi32_shift_right(vi32_load((const int32_t *)head->positive + o), 31),
                    head->out + o, head->row_stride, head->pixel_stride};
}

// finishes LANES channels of `pixels`, which is four or two
INLINE void finish_pixels(const vi32 *y, const int pixels, const LaneHead *head, int8_t *out, ptrdiff_t pixel_stride,
                          const int signs, const Part part) {
  for (int x = 0; x < pixels; x += VECTORS) {
    vi32 q[VECTORS];
    for (int i = 0; i < VECTORS; i++)
      q[i] = i >= pixels ? q[0]
                         : scale(vi32_add(y[x + i], head->bias), head->positive, head->negative, &head->range, signs, part);
    store_pieces(out + x * pixel_stride, pixel_stride, narrow(q, &head->range, part), pixels);
  }
}

// Finishes two rows of four pixels with their operations interleaved: in a single row each would wait for the one before it.
INLINE void finish_rows(const vi32 y[2][4], const LaneHead *head, int8_t *out, const int signs) {
  for (int x = 0; x < 4; x += VECTORS) {
    vi32 q[2][VECTORS];
    for (int i = 0; i < VECTORS; i++)
      for (int r = 0; r < 2; r++)
        q[r][i] = scale(vi32_add(y[r][(x + i) % 4], head->bias), head->positive, head->negative, &head->range, signs, VALUE);
    for (int r = 0; r < 2; r++)
      store_pieces(out + r * head->row_stride + x * head->pixel_stride, head->pixel_stride, narrow(q[r], &head->range, VALUE), 4);
  }
}

// Finishes pixels of which some may not be kept.
INLINE void finish_kept(const vi32 *y, const int pixels, const LaneHead *head, int8_t *out, int32_t kept, const int signs,
                        const Part part) {
  if (kept >= pixels) return finish_pixels(y, pixels, head, out, head->pixel_stride, signs, part);
  int8_t buffer[4 * LANES];
  finish_pixels(y, pixels, head, buffer, LANES, signs, part);
  for (int32_t x = 0; x < kept; x++) __builtin_memcpy(out + x * head->pixel_stride, buffer + x * LANES, LANES);
}

// Finishes the largest of every 2x2 pixels of two rows. A head's result grows with the sum, or falls with it where the factors are
// negative. So only one of four sums is scaled, and ~ reverses their order.
INLINE void finish_pooled(const vi32 above[4], const vi32 below[4], const LaneHead *head, int8_t *out, int32_t kept,
                          const int signs) {
  vi32 best[4], y[2];
  for (int x = 0; x < 4; x++)
    best[x] = vi32_max(vi32_xor(above[x], head->reversed), vi32_xor(below[x], head->reversed));
  for (int x = 0; x < 2; x++) y[x] = vi32_xor(vi32_max(best[2 * x], best[2 * x + 1]), head->reversed);
  finish_kept(y, 2, head, out, kept, signs, VALUE);
}

INLINE void keep_sums(const Winograd *w, const vi32 y[4], Place place, int32_t pixels, int32_t o) {
  const ptrdiff_t first = (ptrdiff_t)(place.y - w->row_begin) * w->conv->width + place.x;
  int32_t *out = w->conv->accumulators + first * w->conv->out_channels + o, buffer[4 * LANES];
  const vi32 bias = vi32_load(w->conv->heads[0].bias + o);
  for (int x = 0; x < 4; x++) vi32_store(buffer + x * LANES, vi32_add(y[x], bias));
  for (int32_t x = 0; x < pixels; x++)
    __builtin_memcpy(out + x * w->conv->out_channels, buffer + x * LANES, LANES * sizeof(int32_t));
}

// One row of the rare cases: accumulators that are kept, heads with residuals. It is a function of its own to leave registers to the
// others.
TARGET static __attribute__((noinline)) void finish_rare(const Winograd *w, const int32_t *sums, Place place,
                                                         int32_t pixels, int32_t o) {
  vi32 y[4];
  for (int x = 0; x < 4; x++) y[x] = vi32_load(sums + x * LANES);
  for (int32_t h = 0; h < w->conv->head_count; h++) {
    const LaneHead head = lane_head(&w->conv->heads[h], o);
    const ptrdiff_t residual = w->conv->heads[h].residual;
    int8_t *out = head.out + place.y * head.row_stride + place.x * head.pixel_stride;
    finish_kept(y, 4, &head, out, pixels, 1, VALUE);
    if (residual != 0) finish_kept(y, 4, &head, out + residual, pixels, 1, RESIDUAL);
  }
  if (w->conv->head_count == 0) keep_sums(w, y, place, pixels < 4 ? pixels : 4, o);
}

// LANES channels of one tile. `heads` (0: the rare cases), whether the last of them is `pooled`, `signs` and the taps are constants at each
// call.
INLINE void output_tile(const Winograd *w, const int32_t *m, Place place, const LaneHead *head, const int heads,
                        const int pooled, const int signs, const int taps_y, const int taps_x, int32_t o) {
  const int32_t rows = w->row_end - place.y, pixels = w->conv->width - place.x;
  vi32 columns[MOST_POINTS][4], d[MOST_POINTS], y[2][4];
  for (int i = 0; i < points_of(taps_x); i++) {
    for (int j = 0; j < points_of(taps_y); j++) d[j] = vi32_load(m + (j * points_of(taps_x) + i) * M_POSITION);
    transform_output(d, taps_y, columns[i]);
  }
  int8_t *out[CATSEYE_MAX_HEADS];
  for (int h = 0; h < heads; h++) {
    const int shrunk = pooled && h == heads - 1 ? 2 : 1;
    out[h] = head[h].out + place.y / shrunk * head[h].row_stride + place.x / shrunk * head[h].pixel_stride;
  }
  for (int row = 0; row < 4; row += ROWS_AT_ONCE) {
    if (row >= rows) return;
    for (int r = row; r < row + ROWS_AT_ONCE; r++) {
      for (int i = 0; i < points_of(taps_x); i++) d[i] = columns[i][r];
      transform_output(d, taps_x, y[r % 2]);
      for (int x = 0; x < 4; x++) y[r % 2][x] = exact_sum(y[r % 2][x], taps_y, taps_x);
    }
    for (int h = 0; h < heads - pooled; h++) {
      if (ROWS_AT_ONCE == 2 && row + 1 < rows && pixels >= 4) finish_rows(y, &head[h], out[h], signs);
      else
        for (int r = row; r < row + ROWS_AT_ONCE && r < rows; r++)
          finish_kept(y[r % 2], 4, &head[h], out[h] + (r - row) * head[h].row_stride, pixels, signs, VALUE);
      out[h] += ROWS_AT_ONCE * head[h].row_stride;
    }
    if (pooled && (row + ROWS_AT_ONCE) % 2 == 0 && (ROWS_AT_ONCE == 1 || row + 1 < rows)) {
      finish_pooled(y[0], y[1], &head[heads - 1], out[heads - 1], pixels / 2, signs);
      out[heads - 1] += head[heads - 1].row_stride;
    }
    if (heads > 0) continue;
    for (int r = row; r < row + ROWS_AT_ONCE && r < rows; r++) {
      int32_t sums[4 * LANES];
      for (int x = 0; x < 4; x++) vi32_store(sums + x * LANES, y[r % 2][x]);
      finish_rare(w, sums, (Place){place.y + r, place.x}, pixels, o);
    }
  }
}

INLINE void output_tiles(const Winograd *w, const int32_t *m, int32_t first, int32_t tiles, const int heads,
                         const int pooled, const int signs, const int taps_y, const int taps_x, int32_t o) {
  // the loop over tiles is outside, so that a line of M is read once: on x86 a vector is a line
  LaneHead head[VECTORS][CATSEYE_MAX_HEADS];
  for (int v = 0; v < VECTORS; v++)
    for (int h = 0; h < heads; h++) {
      head[v][h] = lane_head(&w->conv->heads[h], o + v * LANES);
      if (!signs) head[v][h].positive = vf32_only(head[v][h].positive, head[v][h].negative);
    }
  Place place = place_of(w, first);
  for (int32_t t = 0; t < tiles; t++, place = next_place(w, place))
    #pragma nounroll
    for (int v = 0; v < VECTORS; v++)
      output_tile(w, m + t * OUTPUTS + v * LANES, place, head[v], heads, pooled, signs, taps_y, taps_x, o + v * LANES);
}

INLINE void output_heads(const Winograd *w, const int32_t *m, int32_t first, int32_t tiles, const int taps_y,
                         const int taps_x, int32_t o) {
  const int32_t heads = keeps_residuals(w->conv) ? 0 : w->conv->head_count;
  if (taps_y == 3 && w->conv->pooled) {
    if (heads == 2) return output_tiles(w, m, first, tiles, 2, 1, 1, taps_y, taps_x, o);
    if (w->signs) return output_tiles(w, m, first, tiles, 1, 1, 1, taps_y, taps_x, o);
    return output_tiles(w, m, first, tiles, 1, 1, 0, taps_y, taps_x, o);
  }
  if (heads == 0) return output_tiles(w, m, first, tiles, 0, 0, 1, taps_y, taps_x, o);
  if (heads == 2) return output_tiles(w, m, first, tiles, 2, 0, 1, taps_y, taps_x, o);
  if (w->signs) return output_tiles(w, m, first, tiles, 1, 0, 1, taps_y, taps_x, o);
  output_tiles(w, m, first, tiles, 1, 0, 0, taps_y, taps_x, o);
}

// One function for each window: without optimisation, all of them in one function would take a megabyte of stack.
#define OUTPUT_OF(name, taps_y, taps_x)                                                                               \
  TARGET __attribute__((noinline)) static void name(const Winograd *w, const int32_t *m, int32_t first, int32_t tiles, \
                                                    int32_t o) {                                                      \
    output_heads(w, m, first, tiles, taps_y, taps_x, o);                                                              \
  }
OUTPUT_OF(output_3x3, 3, 3)
OUTPUT_OF(output_2x2, 2, 2)
OUTPUT_OF(output_1x2, 1, 2)
OUTPUT_OF(output_2x1, 2, 1)

static void output_block(const Winograd *w, const int32_t *m, int32_t first, int32_t tiles, int32_t o) {
  switch (TAPS(w->taps_y, w->taps_x)) {
    case TAPS(3, 3): return output_3x3(w, m, first, tiles, o);
    case TAPS(2, 2): return output_2x2(w, m, first, tiles, o);
    case TAPS(1, 2): return output_1x2(w, m, first, tiles, o);
    case TAPS(2, 1): return output_2x1(w, m, first, tiles, o);
  }
}

TARGET static void ISA(winograd)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  Winograd w = describe(conv, row_begin, row_end);
  w.signs = conv->head_count != 1 || needs_signs(&conv->heads[0], conv->out_channels);
  const int32_t count = w.tiles_in_row * ((row_end - row_begin + 3) / 4);
  const size_t expanded = (size_t)w.depth * OUTPUTS * weight_points(w.taps_y) * weight_points(w.taps_x) * sizeof(int16_t);
  const size_t weights_block = w.late ? (size_t)w.depth * OUTPUTS * 9 : expanded;
  int16_t *v = (int16_t *)scratch;
  int32_t *m = (int32_t *)(v + positions_of(&w) * w.v_position);
  const BlockStrides to_next = {(ptrdiff_t)(weights_block / sizeof(int16_t)), positions_of(&w) * M_POSITION};
  int16_t *u = (int16_t *)(m + WINOGRAD_BLOCKS * to_next.m);
  for (int32_t first = 0; first < count; first += w.block) {
    const int32_t tiles = count - first < w.block ? count - first : w.block;
    input_block(&w, first, tiles, v);
    for (int32_t o = 0; o < conv->out_channels; o += OUTPUTS) {
      const int8_t *weights = (const int8_t *)conv->weights + o / OUTPUTS * weights_block;
#if WINOGRAD_BLOCKS > 1
      if (o + 2 * OUTPUTS <= conv->out_channels) {
        if (w.late) multiply_two_late(&w, v, weights, weights_block, tiles, u, m, to_next.m);
        else multiply_two_blocks(&w, v, (const int16_t *)weights, tiles, m, to_next);
        output_block(&w, m, first, tiles, o);
        o += OUTPUTS;
        output_block(&w, m + to_next.m, first, tiles, o);
        continue;
      }
#endif
      if (w.late) multiply_late(&w, v, weights, tiles, u, m);
      else multiply_block(&w, v, (const int16_t *)weights, tiles, m);
      output_block(&w, m, first, tiles, o);
    }
  }
}
