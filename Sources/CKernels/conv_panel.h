// Template: direct convolution for ARM's dot products. Input rows are repacked into panels, in which one load gives the same bytes of
// neighbouring output pixels. A row is packed once, and kept as long as a window needs it.
//
//     panel of an input row   [copy][channels / GROUP][pixels][GROUP]     copies: see tap_of
//     packed weights          [out_channels / 8][source, row, tap][channels / GROUP][8][GROUP]
//
// The including file gives
//     GROUP               channels of one step: 4 or 8
//     PIXELS              pixels of a register tile
//     PACKED_PIXELS       pixels that one vector holds side by side and that cannot be separated: 1 or 2
//     pack_pixels(pixel, channels, out, group)     puts four pixels into their places of each group, `group` bytes apart
//     multiply_group(acc, a, weight, pixels)       adds the products of one group to acc[pixels / 2][4]
//     multiply_whole(tap, end, w, bias, x, acc)    the bias and the products of all taps, for PIXELS pixels from x on; no tap has a rest
//     spread(v), gather_bytes(v), gather_sums(v)   the order of the sums in acc[i], see finish_head
#include "opaque.h"
#include "requantise.h"
#include "weights.h"

#define CHANNELS 8
#define UNROLL (16 / GROUP)           // groups in one round of the inner loop
#define WEIGHTS (CHANNELS * GROUP / 16) // vectors of one group's weights

static int32_t groups_of(int32_t channels) { return (channels + GROUP - 1) / GROUP; }

// ---- Weights --------------------------------------------------------------------------------------------------------

// The channels of shape->source s. A run is `taps` pixels. The shape does not state that number, but only groups of GROUP bytes matter.
static size_t ISA(conv_panel_packed_bytes)(const CatseyeWeightShape *shape) {
  size_t groups = 0;
  for (int32_t s = 0; s < shape->source_count; s++)
    groups += (size_t)shape->kernel_height * shape->kernel_width * groups_of(shape->runs[s] / shape->kernel_width);
  return groups * GROUP * padded_channels(shape);
}

static void ISA(conv_panel_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CHANNELS) {
    size_t first = 0; // byte of the tap in the file's weight row
    for (int32_t s = 0; s < shape->source_count; s++) {
      const int32_t channels = shape->runs[s] / shape->kernel_width;
      for (int32_t tap = 0; tap < shape->kernel_height * shape->kernel_width; tap++, first += channels)
        for (int32_t c = 0; c < groups_of(channels) * GROUP; c += GROUP)
          for (int32_t o = block; o < block + CHANNELS; o++)
            for (int32_t i = c; i < c + GROUP; i++)
              *out++ = o < shape->out_channels && i < channels ? weights[o * depth + first + i] : 0;
    }
  }
}

// ---- Panels ---------------------------------------------------------------------------------------------------------

typedef struct {
  int32_t taps;    // taps of a window row
  int32_t pixels;  // pixels of one copy, a multiple of 4
  int32_t copies;
  size_t group;    // bytes from one group to the next
  size_t copy;     // bytes from one copy to the next
} Panel;

static Panel panel_of(const CatseyeConv *conv, const CatseyeSource *source) {
  Panel panel = {.taps = source->run / source->channels};
  panel.pixels = ((conv->width + 7) / 8 * 8 + (panel.taps - 1) / conv->stride_x + 3) / 4 * 4;
  panel.copies = (panel.taps < conv->stride_x ? panel.taps : conv->stride_x) * PACKED_PIXELS;
  panel.group = (size_t)panel.pixels * GROUP;
  panel.copy = panel.group * groups_of(source->channels);
  return panel;
}

// Packs a row. Copy phase * PACKED_PIXELS + shift holds the pixels phase + (shift + i) * stride_x, i = 0 ...
static void pack_row(const CatseyeConv *conv, const CatseyeSource *source, const Panel *panel, const int8_t *row,
                     int8_t *out) {
  const int32_t last = (conv->width - 1) * conv->stride_x + panel->taps - 1;
  for (int32_t copy = 0; copy < panel->copies; copy++, out += panel->copy)
    for (int32_t i = 0; i < panel->pixels; i += 4) {
      const int8_t *pixel[4];
      for (int32_t j = 0; j < 4; j++) { // what follows a window's last pixel is multiplied, but not kept
        const int32_t x = copy / PACKED_PIXELS + (copy % PACKED_PIXELS + i + j) * conv->stride_x;
        pixel[j] = row + (ptrdiff_t)(x < last ? x : last) * source->channels;
      }
      pack_pixels(pixel, source->channels, out + i * GROUP, panel->group);
    }
}

// The operands of one tap, for output pixel 0.
typedef struct Tap {
  const int8_t *start;
  ptrdiff_t group;
  int32_t rounds, rest; // the number of groups is rounds * UNROLL + rest
} Tap;

static Tap tap_of(const CatseyeConv *conv, const CatseyeSource *source, const Panel *panel, const int8_t *row,
                  int32_t tap) {
  const int32_t shift = tap / conv->stride_x, copy = tap % conv->stride_x * PACKED_PIXELS + shift % PACKED_PIXELS;
  const ptrdiff_t first = (ptrdiff_t)(shift - shift % PACKED_PIXELS) * GROUP;
  const int32_t groups = groups_of(source->channels);
  return (Tap){row + copy * panel->copy + first, (ptrdiff_t)panel->group, groups / UNROLL, groups % UNROLL};
}

static size_t tap_bytes(const CatseyeConv *conv) {
  size_t taps = 0;
  for (int32_t s = 0; s < conv->source_count; s++)
    taps += (size_t)conv->kernel_height * (conv->sources[s].run / conv->sources[s].channels);
  return ((taps + 1) * sizeof(Tap) + 63) / 64 * 64; // one more tap, see prepare_row
}

static size_t ISA(conv_panel_scratch_bytes)(const CatseyeConv *conv) {
  size_t bytes = tap_bytes(conv);
  for (int32_t s = 0; s < conv->source_count; s++) {
    const Panel panel = panel_of(conv, &conv->sources[s]);
    bytes += conv->kernel_height * panel.copies * panel.copy;
  }
  return bytes;
}

// Packs the rows that output row y needs and no earlier row of the call has packed, and fills in its taps. Input row i is at index
// i modulo kernel_height. Returns the number of taps. After the last one stands the first again, for loads ahead of their use.
TARGET static int32_t prepare_row(const CatseyeConv *conv, int32_t y, int32_t packed, int8_t *panels, Tap *taps) {
  int32_t count = 0;
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const Panel panel = panel_of(conv, source);
    const size_t row_bytes = panel.copies * panel.copy;
    for (int32_t r = 0; r < conv->kernel_height; r++) {
      const int32_t row = y * conv->stride_y + r;
      int8_t *place = panels + row % conv->kernel_height * row_bytes;
      if (row >= packed) pack_row(conv, source, &panel, source->window + row * source->row_stride, place);
      for (int32_t tap = 0; tap < panel.taps; tap++) taps[count++] = tap_of(conv, source, &panel, place, tap);
    }
    panels += conv->kernel_height * row_bytes;
  }
  taps[count] = taps[0];
  return count;
}

// ---- Tiles ----------------------------------------------------------------------------------------------------------

// A head's constants for eight channels, in the order of acc, which `spread` gives them.
typedef struct {
  vi32 more[4]; // the difference between the head's bias and the first head's, with which the sums began
  vf32 positive[4], negative[4];
  HeadRange range;
} TileHead;

INLINE TileHead tile_head(const CatseyeConv *conv, int32_t h, int32_t o, const int signs) {
  const CatseyeHead *head = &conv->heads[h];
  TileHead tile = {.range = head_range(head)};
  vi32 first[4];
  spread_i32(conv->heads[0].bias + o, first);
  spread_i32(head->bias + o, tile.more);
  spread_f32(head->positive + o, tile.positive);
  spread_f32(head->negative + o, tile.negative);
  for (int v = 0; v < 4; v++) {
    tile.more[v] = vi32_sub(tile.more[v], first[v]);
    if (!signs) tile.positive[v] = vf32_only(tile.positive[v], tile.negative[v]);
  }
  return tile;
}

// Two pixels at a time; gather_bytes puts them one after the other. The first head has no bias to add.
INLINE void finish_head(const TileHead *head, vi32 acc[][4], const int pixels, int8_t *out, ptrdiff_t stride,
                        const int first, const int signs, const Part part) {
  for (int p = 0; p < pixels; p += 2, out += 2 * stride) {
    vi32 q[4];
    for (int v = 0; v < 4; v++) {
      const vi32 sum = first ? acc[p / 2][v] : vi32_add(acc[p / 2][v], head->more[v]);
      q[v] = scale(sum, head->positive[v], signs ? head->negative[v] : head->positive[v], &head->range, signs, part);
    }
    const vi8 bytes = gather_bytes(narrow(q, &head->range, part));
    vst1_s8(out, vget_low_s8(bytes));
    vst1_s8(out + stride, vget_high_s8(bytes));
  }
}

INLINE void finish_accumulators(vi32 acc[][4], const int pixels, int32_t *out) {
  for (int p = 0; p < pixels; p += 2, out += 2 * CHANNELS) {
    vi32 sums[4];
    gather_sums(acc[p / 2], sums);
    for (int v = 0; v < 4; v++) vi32_store(out + v * LANES, sums[v]);
  }
}

// What the tiles of a row have in common.
typedef struct {
  const CatseyeConv *conv;
  const Tap *taps;
  int32_t tap_count, row_begin, y;
} Row;

// The sums are in registers here. Nothing else may index `acc`, or every step would store them.
INLINE void multiply_taps(const Row *row, const int8_t *w, int32_t x, int32_t o, const int pixels, vi32 sums[][4]) {
  vi32 begin[4], acc[PIXELS / 2][4];
  spread_i32(row->conv->heads[0].bias + o, begin);
  for (int p = 0; p < pixels / 2; p++)
    for (int v = 0; v < 4; v++) acc[p][v] = begin[v];
  const Tap *end = row->taps + row->tap_count;
  for (const Tap *tap = row->taps; tap < end; tap++) {
    const int8_t *a = tap->start + x * GROUP;
    const ptrdiff_t group = tap->group;
    for (int32_t round = tap->rounds; round != 0; round--)
      for (int u = 0; u < UNROLL; u += 4 / WEIGHTS) {
        int8x16_t weight[4];
        load_vectors(w, 4, weight);
        w += 4 * 16;
        OPAQUE(w);
        for (int i = 0; i < 4 / WEIGHTS; i++) {
          multiply_group(acc, a, weight + i * WEIGHTS, pixels);
          a += group;
          OPAQUE(a);
        }
      }
    for (int32_t g = tap->rest; g != 0; g--, a += group, w += CHANNELS * GROUP) {
      int8x16_t weight[WEIGHTS];
      load_vectors(w, WEIGHTS, weight);
      multiply_group(acc, a, weight, pixels);
    }
  }
  for (int p = 0; p < pixels / 2; p++)
    for (int v = 0; v < 4; v++) sums[p][v] = acc[p][v];
}

// Writes one head of a tile. Some of the `pixels` may not be kept; then all of them go through a buffer.
INLINE void store_head(const CatseyeConv *conv, int32_t h, vi32 acc[][4], const int pixels, int32_t kept, int8_t *out, int32_t o,
                       const int signs, const Part part) {
  const TileHead head = tile_head(conv, h, o, signs);
  const ptrdiff_t stride = conv->heads[h].pixel_stride;
  int8_t buffer[PIXELS * CHANNELS];
  const int all = kept == pixels;
  finish_head(&head, acc, pixels, all ? out : buffer, all ? stride : CHANNELS, h == 0, signs, part);
  if (all) return;
  for (int32_t p = 0; p < kept; p++) __builtin_memcpy(out + p * stride, buffer + p * CHANNELS, CHANNELS);
}

INLINE int8_t *place_of_tile(const Row *row, int32_t h, int32_t x, int32_t o) {
  const CatseyeHead *head = &row->conv->heads[h];
  return head->out + row->y * head->row_stride + x * head->pixel_stride + o;
}

// The rare cases: sums that are kept, and heads with residuals.
INLINE void store_rare(const Row *row, vi32 acc[][4], const int pixels, int32_t kept, int32_t x, int32_t o) {
  const CatseyeConv *conv = row->conv;
  for (int32_t h = 0; h < conv->head_count; h++) {
    const TileHead head = tile_head(conv, h, o, 1);
    const ptrdiff_t residual = conv->heads[h].residual;
    int8_t buffer[2][PIXELS * CHANNELS], *out = place_of_tile(row, h, x, o);
    finish_head(&head, acc, pixels, buffer[0], CHANNELS, 0, 1, VALUE);
    if (residual != 0) finish_head(&head, acc, pixels, buffer[1], CHANNELS, 0, 1, RESIDUAL);
    for (int32_t p = 0; p < kept; p++, out += conv->heads[h].pixel_stride) {
      __builtin_memcpy(out, buffer[0] + p * CHANNELS, CHANNELS);
      if (residual != 0) __builtin_memcpy(out + residual, buffer[1] + p * CHANNELS, CHANNELS);
    }
  }
  if (conv->head_count > 0) return;
  int32_t buffer[PIXELS * CHANNELS];
  int32_t *out = conv->accumulators + ((ptrdiff_t)(row->y - row->row_begin) * conv->width + x) * conv->out_channels + o;
  finish_accumulators(acc, pixels, buffer);
  for (int32_t p = 0; p < kept; p++)
    __builtin_memcpy(out + p * conv->out_channels, buffer + p * CHANNELS, CHANNELS * sizeof(int32_t));
}

// `heads` (0: the rare cases) and `signs` are constants at each call.
INLINE void tile(const Row *row, const int8_t *w, int32_t x, int32_t o, const int pixels, const int whole, const int heads,
                 const int signs) {
  const CatseyeConv *conv = row->conv;
  const int32_t kept = conv->width - x < pixels ? conv->width - x : pixels;
  vi32 acc[PIXELS / 2][4];
  if (whole) multiply_whole(row->taps, row->taps + row->tap_count, w, conv->heads[0].bias + o, x, acc);
  else multiply_taps(row, w, x, o, pixels, acc);
  if (heads == 0) return store_rare(row, acc, pixels, kept, x, o);
  store_head(conv, 0, acc, pixels, kept, place_of_tile(row, 0, x, o), o, signs, VALUE);
  if (heads == 2) store_head(conv, 1, acc, pixels, kept, place_of_tile(row, 1, x, o), o, signs, VALUE);
}

INLINE void tiles(const Row *row, const int8_t *w, int32_t o, const int whole, const int heads, const int signs) {
  int32_t x = 0;
  for (; x + PIXELS / 2 < row->conv->width; x += PIXELS) tile(row, w, x, o, PIXELS, whole, heads, signs);
  if (x < row->conv->width) tile(row, w, x, o, PIXELS / 2, 0, heads, signs);
}

// One function for each case, so that the sums stay in registers whatever other cases do with them.
#define TILES_OF(name, whole, heads, signs)                                                       \
  TARGET __attribute__((noinline)) static void name(const Row *row, const int8_t *w, int32_t o) { \
    tiles(row, w, o, whole, heads, signs);                                                        \
  }
TILES_OF(tiles_with_rest, 0, 0, 1)
TILES_OF(tiles_rare, 1, 0, 1)
TILES_OF(tiles_one_factor, 1, 1, 0)
TILES_OF(tiles_one_head, 1, 1, 1)
TILES_OF(tiles_two_heads, 1, 2, 1)

typedef void (*Tiles)(const Row *row, const int8_t *w, int32_t o);

TARGET static Tiles tiles_for(const CatseyeConv *conv, int whole) {
  if (!whole) return tiles_with_rest;
  if (conv->head_count == 0 || keeps_residuals(conv)) return tiles_rare;
  if (conv->head_count == 2) return tiles_two_heads;
  return needs_signs(&conv->heads[0], conv->out_channels) ? tiles_one_head : tiles_one_factor;
}

TARGET static void ISA(conv_panel)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  Tap *taps = (Tap *)scratch;
  int8_t *panels = (int8_t *)scratch + tap_bytes(conv);
  Row row = {.conv = conv, .taps = taps, .row_begin = row_begin};
  size_t channel = 0; // packed bytes of one output channel
  int whole = 1;
  for (int32_t s = 0; s < conv->source_count; s++) {
    const int32_t groups = groups_of(conv->sources[s].channels);
    channel += (size_t)conv->kernel_height * (conv->sources[s].run / conv->sources[s].channels) * groups * GROUP;
    whole &= groups % UNROLL == 0;
  }
  const Tiles compute = tiles_for(conv, whole);
  int32_t packed = row_begin * conv->stride_y;
  for (row.y = row_begin; row.y < row_end; row.y++) {
    row.tap_count = prepare_row(conv, row.y, packed, panels, taps);
    packed = row.y * conv->stride_y + conv->kernel_height;
    for (int32_t o = 0; o < conv->out_channels; o += CHANNELS) compute(&row, (const int8_t *)conv->weights + o * channel, o);
  }
}
