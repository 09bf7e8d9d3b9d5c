// Template: direct convolution for ARM's dot products. Input rows are repacked into panels, so that one load gives the
// same bytes of neighbouring output pixels; a row is packed once and kept as long as a window needs it.
//
//     panel of an input row   [copy][channels / GROUP][pixels][GROUP]     copies: see tap_of
//     packed weights          [out_channels / 8][source, row, tap][channels / GROUP][8][GROUP]
//
// The including file gives
//     GROUP               channels of one step: 4 or 8
//     PIXELS              of a register tile
//     PACKED_PIXELS       pixels that one vector holds side by side and that cannot be torn apart: 1 or 2
//     pack_pixels(pixel, channels, out, group)     four pixels into their places of each group, `group` bytes apart
//     multiply_group(acc, a, weight, pixels)       one group into acc[pixels / 2][4]
//     spread(v), gather_bytes(v), gather_sums(v)   the order of the sums in acc[i], see finish_head
#include "opaque.h"
#include "requantise.h"
#include "weights.h"

#define CHANNELS 8
#define UNROLL (16 / GROUP)           // groups of one round of the inner loop
#define WEIGHTS (CHANNELS * GROUP / 16) // vectors of one group's weights

static int32_t groups_of(int32_t channels) { return (channels + GROUP - 1) / GROUP; }

// ---- Weights --------------------------------------------------------------------------------------------------------

// `channels` of shape->source s: a run is `taps` pixels, which the shape does not tell, but GROUP bytes are all that matters.
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
    size_t first = 0; // of the tap in the file's weight row
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
  int32_t taps;    // of a window row
  int32_t pixels;  // of one copy, a multiple of 4
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

// Copy phase * PACKED_PIXELS + shift holds the pixels phase + (shift + i) * stride_x, i = 0 ...
static void pack_row(const CatseyeConv *conv, const CatseyeSource *source, const Panel *panel, const int8_t *row,
                     int8_t *out) {
  const int32_t last = (conv->width - 1) * conv->stride_x + panel->taps - 1;
  for (int32_t copy = 0; copy < panel->copies; copy++, out += panel->copy)
    for (int32_t i = 0; i < panel->pixels; i += 4) {
      const int8_t *pixel[4];
      for (int32_t j = 0; j < 4; j++) { // what lies behind the last pixel of a window is multiplied, but not kept
        const int32_t x = copy / PACKED_PIXELS + (copy % PACKED_PIXELS + i + j) * conv->stride_x;
        pixel[j] = row + (ptrdiff_t)(x < last ? x : last) * source->channels;
      }
      pack_pixels(pixel, source->channels, out + i * GROUP, panel->group);
    }
}

// Where the operands of one tap are, for output pixel 0.
typedef struct {
  const int8_t *start;
  ptrdiff_t group;
  int32_t rounds, rest; // groups: rounds * UNROLL + rest
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
  return (taps * sizeof(Tap) + 63) / 64 * 64;
}

static size_t ISA(conv_panel_scratch_bytes)(const CatseyeConv *conv) {
  size_t bytes = tap_bytes(conv);
  for (int32_t s = 0; s < conv->source_count; s++) {
    const Panel panel = panel_of(conv, &conv->sources[s]);
    bytes += conv->kernel_height * panel.copies * panel.copy;
  }
  return bytes;
}

// Packs what output row y needs and no earlier row of the call has packed; says where its taps are. Input row i is in
// place i modulo kernel_height. Returns the number of taps.
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
  return count;
}

// ---- Tiles ----------------------------------------------------------------------------------------------------------

// Eight channels of two pixels at a time, as they lie in acc: `spread` puts the channels' constants in the same order,
// gather_bytes makes pixel after pixel of it.
INLINE void finish_head(const CatseyeHead *head, vi32 acc[][4], const int pixels, int8_t *out, ptrdiff_t stride,
                        int32_t o, const Part part) {
  vi32 bias[4];
  vf32 positive[4], negative[4];
  spread_i32(head->bias + o, bias);
  spread_f32(head->positive + o, positive);
  spread_f32(head->negative + o, negative);
  const HeadRange range = head_range(head);
  for (int p = 0; p < pixels; p += 2, out += 2 * stride) {
    vi32 q[4];
    for (int v = 0; v < 4; v++) q[v] = scale(vi32_add(acc[p / 2][v], bias[v]), positive[v], negative[v], &range, part);
    const vi8 bytes = gather_bytes(narrow(q, &range, part));
    vst1_s8(out, vget_low_s8(bytes));
    vst1_s8(out + stride, vget_high_s8(bytes));
  }
}

INLINE void finish_accumulators(const CatseyeConv *conv, vi32 acc[][4], const int pixels, int32_t *out, int32_t o) {
  const vi32 low = vi32_load(conv->heads[0].bias + o), high = vi32_load(conv->heads[0].bias + o + LANES);
  for (int p = 0; p < pixels; p += 2, out += 2 * CHANNELS) {
    vi32 sums[4];
    gather_sums(acc[p / 2], sums);
    for (int v = 0; v < 4; v++) vi32_store(out + v * LANES, vi32_add(sums[v], v % 2 == 0 ? low : high));
  }
}

// What a row of tiles has in common.
typedef struct {
  const CatseyeConv *conv;
  const Tap *taps;
  int32_t tap_count, row_begin, y;
} Row;

// The sums live in registers here and nowhere else: nothing else may index `acc`, or they would be stored in each step.
INLINE void multiply_taps(const Row *row, const int8_t *w, int32_t x, const int pixels, vi32 sums[][4]) {
  vi32 acc[PIXELS / 2][4];
  for (int p = 0; p < pixels / 2; p++)
    for (int v = 0; v < 4; v++) acc[p][v] = vi32_set(0);
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

// `pixels` may be more than are kept: then those go through a buffer.
INLINE void store_head(const CatseyeHead *head, vi32 acc[][4], const int pixels, int32_t kept, int8_t *out, int32_t o,
                       const Part part) {
  if (kept == pixels) return finish_head(head, acc, pixels, out, head->pixel_stride, o, part);
  int8_t buffer[PIXELS * CHANNELS];
  finish_head(head, acc, pixels, buffer, CHANNELS, o, part);
  for (int32_t p = 0; p < kept; p++) __builtin_memcpy(out + p * head->pixel_stride, buffer + p * CHANNELS, CHANNELS);
}

// Apart, for being rare: out of the way of the accumulators' registers.
TARGET static __attribute__((noinline)) void store_residuals(const CatseyeHead *head, vi32 acc[][4], int pixels,
                                                             int32_t kept, int8_t *out, int32_t o) {
  store_head(head, acc, pixels, kept, out, o, RESIDUAL);
}

INLINE void tile(const Row *row, const int8_t *w, int32_t x, int32_t o, const int pixels) {
  const CatseyeConv *conv = row->conv;
  const int32_t kept = conv->width - x < pixels ? conv->width - x : pixels;
  vi32 acc[PIXELS / 2][4];
  multiply_taps(row, w, x, pixels, acc);
  for (int32_t h = 0; h < conv->head_count; h++) {
    const CatseyeHead *head = &conv->heads[h];
    int8_t *out = head->out + row->y * head->row_stride + x * head->pixel_stride + o;
    store_head(head, acc, pixels, kept, out, o, VALUE);
    if (head->residual == 0) continue;
    vi32 copy[PIXELS / 2][4];
    for (int p = 0; p < pixels / 2; p++)
      for (int v = 0; v < 4; v++) copy[p][v] = acc[p][v];
    store_residuals(head, copy, pixels, kept, out + head->residual, o);
  }
  if (conv->head_count > 0) return;
  int32_t buffer[PIXELS * CHANNELS];
  int32_t *out = conv->accumulators + ((ptrdiff_t)(row->y - row->row_begin) * conv->width + x) * conv->out_channels + o;
  finish_accumulators(conv, acc, pixels, buffer, o);
  for (int32_t p = 0; p < kept; p++)
    __builtin_memcpy(out + p * conv->out_channels, buffer + p * CHANNELS, CHANNELS * sizeof(int32_t));
}

TARGET static void row_of_tiles(const Row *row, const int8_t *w, int32_t o) {
  int32_t x = 0;
  for (; x + PIXELS / 2 < row->conv->width; x += PIXELS) tile(row, w, x, o, PIXELS);
  if (x < row->conv->width) tile(row, w, x, o, PIXELS / 2);
}

TARGET static void ISA(conv_panel)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  Tap *taps = (Tap *)scratch;
  int8_t *panels = (int8_t *)scratch + tap_bytes(conv);
  Row row = {.conv = conv, .taps = taps, .row_begin = row_begin};
  size_t channel = 0; // packed bytes of one output channel
  int32_t packed = row_begin * conv->stride_y;
  for (row.y = row_begin; row.y < row_end; row.y++) {
    row.tap_count = prepare_row(conv, row.y, packed, panels, taps);
    packed = row.y * conv->stride_y + conv->kernel_height;
    if (channel == 0)
      for (int32_t t = 0; t < row.tap_count; t++) channel += (size_t)(taps[t].rounds * UNROLL + taps[t].rest) * GROUP;
    for (int32_t o = 0; o < conv->out_channels; o += CHANNELS)
      row_of_tiles(&row, (const int8_t *)conv->weights + o * channel, o);
  }
}
