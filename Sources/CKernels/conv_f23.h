// Template: F(2, 3) along a row, on int8, for ARM's dot products. Windows three wide at stride 1 need two thirds of the products.
// NUMERICS.md, "F(2, 3)", shows why it is exact, and where. The including file is one of those of conv_panel.h.
//
//     pixels  -> V int8 [4 positions][channels / GROUP][pairs of outputs][GROUP], one for each input row
//     weights -> U int8 [out_channels / 8][4 positions][source, row][channels / GROUP][8][GROUP]
//     M[p] = V[p] U[p], by the direct kernel's loop: a pair of outputs is to it what an output is there
//     even outputs: M0 + (M1 + M2) / 2        odd outputs: (M1 - M2) / 2 - M3

#define POSITIONS 4
#define SPAN (2 * PIXELS) // outputs of a tile

// ---- Weights --------------------------------------------------------------------------------------------------------

static size_t ISA(f23_packed_bytes)(const CatseyeWeightShape *shape) {
  size_t groups = 0;
  for (int32_t s = 0; s < shape->source_count; s++) groups += (size_t)shape->kernel_height * groups_of(shape->runs[s] / 3);
  return POSITIONS * groups * GROUP * padded_channels(shape);
}

static int8_t transformed_weight(const int8_t *g, int32_t channels, int position) {
  const int first = g[0], middle = g[channels], last = g[2 * channels];
  switch (position) {
    case 0: return (int8_t)first;
    case 1: return (int8_t)(first + middle + last);
    case 2: return (int8_t)(first - middle + last);
    default: return (int8_t)last;
  }
}

static void ISA(f23_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const size_t depth = reduction(shape);
  int8_t *out = packed;
  for (int32_t block = 0; block < padded_channels(shape); block += CHANNELS)
    for (int position = 0; position < POSITIONS; position++) {
      size_t first = 0; // of the window row in the file's weight row
      for (int32_t s = 0; s < shape->source_count; s++)
        for (int32_t r = 0; r < shape->kernel_height; r++, first += shape->runs[s])
          for (int32_t c = 0; c < shape->runs[s] / 3; c += GROUP)
            for (int32_t o = block; o < block + CHANNELS; o++)
              for (int32_t i = c; i < c + GROUP; i++)
                *out++ = o < shape->out_channels ? transformed_weight(weights + o * depth + first + i, shape->runs[s] / 3, position) : 0;
    }
}

// ---- Pixels ---------------------------------------------------------------------------------------------------------

typedef struct {
  int32_t pairs; // of outputs, a multiple of PIXELS
  size_t group, position, row; // bytes from one to the next
} PairPanel;

static PairPanel pair_panel(const CatseyeConv *conv, const CatseyeSource *source) {
  PairPanel panel = {.pairs = (conv->width + SPAN - 1) / SPAN * PIXELS};
  panel.group = (size_t)panel.pairs * GROUP;
  panel.position = panel.group * groups_of(source->channels);
  panel.row = POSITIONS * panel.position;
  return panel;
}

static size_t pair_tap_bytes(const CatseyeConv *conv) {
  return (POSITIONS * (conv->source_count * conv->kernel_height + 1) * sizeof(Tap) + 63) / 64 * 64;
}

static size_t ISA(f23_scratch_bytes)(const CatseyeConv *conv) {
  size_t bytes = pair_tap_bytes(conv);
  for (int32_t s = 0; s < conv->source_count; s++) bytes += conv->kernel_height * pair_panel(conv, &conv->sources[s]).row;
  return bytes;
}

// Transforms four pairs at a time, from ten pixels. What follows a window's last pixel is multiplied, but not kept.
TARGET static void transform_row(const CatseyeConv *conv, const CatseyeSource *source, const PairPanel *panel,
                                 const int8_t *row, int8_t *out) {
  const int32_t last = conv->width + 1;
  for (int32_t pair = 0; pair < panel->pairs; pair += 4) {
    const int8_t *pixel[10];
    for (int32_t i = 0; i < 10; i++) {
      const int32_t x = 2 * pair + i;
      pixel[i] = row + (ptrdiff_t)(x < last ? x : last) * source->channels;
    }
    int8_t *place = out + pair * GROUP;
    for (int32_t c = 0; c < source->channels; c += 16, place += 16 / GROUP * panel->group) {
      int8x16_t d[10], v[4];
      for (int i = 0; i < 10; i++) d[i] = vld1q_s8(pixel[i] + c);
      for (int i = 0; i < 4; i++) v[i] = vsubq_s8(d[2 * i], d[2 * i + 2]);
      place_channels(v, place, panel->group);
      for (int i = 0; i < 4; i++) v[i] = vaddq_s8(d[2 * i + 1], d[2 * i + 2]);
      place_channels(v, place + panel->position, panel->group);
      for (int i = 0; i < 4; i++) v[i] = vsubq_s8(d[2 * i + 2], d[2 * i + 1]);
      place_channels(v, place + 2 * panel->position, panel->group);
      for (int i = 0; i < 4; i++) v[i] = vsubq_s8(d[2 * i + 1], d[2 * i + 3]);
      place_channels(v, place + 3 * panel->position, panel->group);
    }
  }
}

// As prepare_row: input row i is in place i modulo kernel_height. taps: [positions][count, and the first again]
static int32_t prepare_pairs(const CatseyeConv *conv, int32_t y, int32_t packed, int8_t *panels, Tap *taps) {
  const int32_t count = conv->source_count * conv->kernel_height;
  for (int32_t s = 0; s < conv->source_count; s++) {
    const CatseyeSource *source = &conv->sources[s];
    const PairPanel panel = pair_panel(conv, source);
    for (int32_t r = 0; r < conv->kernel_height; r++) {
      const int32_t row = y + r;
      int8_t *place = panels + row % conv->kernel_height * panel.row;
      if (row >= packed) transform_row(conv, source, &panel, source->window + row * source->row_stride, place);
      for (int position = 0; position < POSITIONS; position++)
        taps[position * (count + 1) + s * conv->kernel_height + r] =
            (Tap){place + position * panel.position, (ptrdiff_t)panel.group, groups_of(source->channels) / UNROLL, 0};
    }
    panels += conv->kernel_height * panel.row;
  }
  for (int position = 0; position < POSITIONS; position++) taps[position * (count + 1) + count] = taps[position * (count + 1)];
  return count;
}

// ---- Tiles ----------------------------------------------------------------------------------------------------------

// y: the even and the odd outputs of PIXELS pairs.
INLINE void store_pairs(const Row *row, vi32 y[2][PIXELS / 2][4], int32_t h, int32_t kept, int32_t x, int32_t o, const int signs) {
  const TileHead head = tile_head(row->conv, h, o, signs);
  const ptrdiff_t stride = row->conv->heads[h].pixel_stride;
  int8_t buffer[SPAN * CHANNELS], *place = place_of_tile(row, h, x, o);
  const int all = kept >= SPAN;
  int8_t *out = all ? place : buffer;
  const ptrdiff_t step = all ? stride : CHANNELS;
  for (int odd = 0; odd < 2; odd++) finish_head(&head, y[odd], PIXELS, out + odd * step, 2 * step, h == 0, signs, VALUE);
  if (all) return;
  for (int32_t p = 0; p < kept; p++) __builtin_memcpy(place + p * stride, buffer + p * CHANNELS, CHANNELS);
}

// The sums M0 begin with the bias and M3 with its opposite: so both outputs have it.
INLINE void span(const Row *row, const int8_t *w, size_t position_bytes, int32_t x, int32_t o, const int heads, const int signs) {
  const CatseyeConv *conv = row->conv;
  int32_t begin[POSITIONS][CHANNELS] = {{0}};
  for (int c = 0; c < CHANNELS; c++) {
    begin[0][c] = conv->heads[0].bias[o + c];
    begin[3][c] = (int32_t)-(uint32_t)begin[0][c];
  }
  vi32 m[POSITIONS][PIXELS / 2][4], y[2][PIXELS / 2][4];
  for (int position = 0; position < POSITIONS; position++) {
    const Tap *taps = row->taps + position * (row->tap_count + 1);
    multiply_whole(taps, taps + row->tap_count, w + position * position_bytes, begin[position], x / 2, m[position]);
  }
  for (int p = 0; p < PIXELS / 2; p++)
    for (int v = 0; v < 4; v++) {
      y[0][p][v] = vi32_add(m[0][p][v], vhaddq_s32(m[1][p][v], m[2][p][v]));
      y[1][p][v] = vi32_sub(vhsubq_s32(m[1][p][v], m[2][p][v]), m[3][p][v]);
    }
  const int32_t kept = conv->width - x;
  for (int h = 0; h < heads; h++) store_pairs(row, y, h, kept, x, o, signs);
}

#define SPANS_OF(name, heads, signs)                                                                                   \
  TARGET __attribute__((noinline)) static void name(const Row *row, const int8_t *w, size_t position_bytes, int32_t o) {  \
    for (int32_t x = 0; x < row->conv->width; x += SPAN) span(row, w, position_bytes, x, o, heads, signs);                 \
  }
SPANS_OF(spans_one_factor, 1, 0)
SPANS_OF(spans_one_head, 1, 1)
SPANS_OF(spans_two_heads, 2, 1)

TARGET static void ISA(f23)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  Tap *taps = (Tap *)scratch;
  int8_t *panels = (int8_t *)scratch + pair_tap_bytes(conv);
  Row row = {.conv = conv, .taps = taps, .row_begin = row_begin};
  size_t position = 0; // packed bytes of eight output channels
  for (int32_t s = 0; s < conv->source_count; s++)
    position += (size_t)conv->kernel_height * groups_of(conv->sources[s].channels) * GROUP * CHANNELS;
  const int signs = conv->head_count == 1 && needs_signs(&conv->heads[0], conv->out_channels);
  int32_t packed = row_begin;
  for (row.y = row_begin; row.y < row_end; row.y++) {
    row.tap_count = prepare_pairs(conv, row.y, packed, panels, taps);
    packed = row.y + conv->kernel_height;
    for (int32_t o = 0; o < conv->out_channels; o += CHANNELS) {
      const int8_t *w = (const int8_t *)conv->weights + o / CHANNELS * POSITIONS * position;
      if (conv->head_count == 2) spans_two_heads(&row, w, position, o);
      else if (signs) spans_one_head(&row, w, position, o);
      else spans_one_factor(&row, w, position, o);
    }
  }
}
