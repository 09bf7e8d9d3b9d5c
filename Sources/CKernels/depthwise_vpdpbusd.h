// Depthwise convolution by VPDPBUSD: the bytes of four taps stand side by side, raised by 128 as in conv_vpdpbusd.h, for WIDE channels at
// a time.
//
// Interleaving works within lanes of 128 bits, so sum v of four has channels 16 i + 4 v ... 16 i + 4 v + 3 in its lane i. Weights and the
// heads' constants are put into that order; narrowing undoes it.
#include "catseye_operators.h"
#include "requantise.h"

#define WIDE (4 * LANES)   // channels at a time
#define WIDE_SUMS 4
#define TAPS_AT_ONCE 4 // CATSEYE_MAX_DEPTHWISE_TAPS is a multiple of it

static int32_t wide_channels(const CatseyeDepthwise *conv) { return (conv->channels + WIDE - 1) / WIDE * WIDE; }

static int32_t tap_groups(const CatseyeDepthwise *conv) {
  return (conv->kernel_height * conv->kernel_width + TAPS_AT_ONCE - 1) / TAPS_AT_ONCE;
}

// Bytes for WIDE channels: the start of their sums, int32 [4][LANES], then int8 [tap groups][4][LANES][4].
static size_t wide_bytes(const CatseyeDepthwise *conv) { return (size_t)(tap_groups(conv) + 1) * WIDE * TAPS_AT_ONCE; }

static size_t ISA(depthwise_scratch_bytes)(const CatseyeDepthwise *conv) { return wide_channels(conv) / WIDE * wide_bytes(conv); }

static void depthwise_prepare(const CatseyeDepthwise *conv, uint8_t *scratch) {
  const int32_t taps = conv->kernel_height * conv->kernel_width, groups = tap_groups(conv);
  for (int32_t begin = 0; begin < conv->channels; begin += WIDE)
    for (int32_t i = 0; i < WIDE; i++) {
      const int32_t sum = i / LANES, lane = i % LANES / 4, c = begin + 16 * lane + 4 * sum + i % 4;
      uint8_t *place = scratch + begin / WIDE * wide_bytes(conv) + i * 4;
      uint32_t total = 0;
      for (int32_t tap = 0; tap < groups * TAPS_AT_ONCE; tap++) {
        const int8_t weight = c < conv->channels && tap < taps ? conv->weights[tap * conv->channels + c] : 0;
        total += (uint32_t)weight;
        place[WIDE * TAPS_AT_ONCE * (1 + tap / TAPS_AT_ONCE) + tap % TAPS_AT_ONCE] = (uint8_t)weight;
      }
      total *= -128u;
      __builtin_memcpy(place, &total, sizeof total);
    }
}

// The offsets of a window's taps. In an incomplete group the first tap stands for the missing ones, whose weights are 0.
static void depthwise_taps(const CatseyeDepthwise *conv, ptrdiff_t offsets[CATSEYE_MAX_DEPTHWISE_TAPS]) {
  for (int32_t tap = 0; tap < CATSEYE_MAX_DEPTHWISE_TAPS; tap++) offsets[tap] = 0;
  for (int32_t r = 0; r < conv->kernel_height; r++)
    for (int32_t k = 0; k < conv->kernel_width; k++)
      *offsets++ = r * conv->dilation_y * conv->row_stride + (ptrdiff_t)k * conv->dilation_x * conv->channels;
}

INLINE void depthwise_sums(const int8_t *in, const ptrdiff_t *offsets, int32_t groups, const uint8_t *packed, vi32 sums[WIDE_SUMS]) {
  const vi32 lift = vi32_set((int32_t)0x80808080u);
  for (int v = 0; v < WIDE_SUMS; v++) sums[v] = vi32_load(packed + v * WIDE);
  for (int32_t g = 0; g < groups; g++, offsets += TAPS_AT_ONCE) {
    vi32 tap[TAPS_AT_ONCE];
    for (int t = 0; t < TAPS_AT_ONCE; t++) tap[t] = vi32_xor(vi32_load(in + offsets[t]), lift);
    packed += WIDE * TAPS_AT_ONCE;
    const vi32 low[2] = {interleave_bytes_low(tap[0], tap[1]), interleave_bytes_low(tap[2], tap[3])};
    const vi32 high[2] = {interleave_bytes_high(tap[0], tap[1]), interleave_bytes_high(tap[2], tap[3])};
    sums[0] = vu8_dot_add(sums[0], interleave_words_low(low[0], low[1]), vi32_load(packed));
    sums[1] = vu8_dot_add(sums[1], interleave_words_high(low[0], low[1]), vi32_load(packed + WIDE));
    sums[2] = vu8_dot_add(sums[2], interleave_words_low(high[0], high[1]), vi32_load(packed + 2 * WIDE));
    sums[3] = vu8_dot_add(sums[3], interleave_words_high(high[0], high[1]), vi32_load(packed + 3 * WIDE));
  }
}

typedef struct {
  vi32 bias[WIDE_SUMS];
  vf32 positive[WIDE_SUMS], negative[WIDE_SUMS];
  HeadRange range;
  int8_t *out;
  ptrdiff_t pixel_stride;
} WideHead;

// c: the first channel; lanes: how many lanes of 16 channels there are from it on
INLINE WideHead wide_head(const CatseyeHead *head, int32_t y, int32_t c, int32_t lanes) {
  WideHead wide = {.range = head_range(head), .out = head->out + y * head->row_stride + c, .pixel_stride = head->pixel_stride};
  for (int v = 0; v < WIDE_SUMS; v++) {
    int32_t bias[LANES] = {0};
    float positive[LANES] = {0}, negative[LANES] = {0};
    for (int32_t i = 0; i < lanes; i++) {
      __builtin_memcpy(bias + 4 * i, head->bias + c + 16 * i + 4 * v, 4 * sizeof *bias);
      __builtin_memcpy(positive + 4 * i, head->positive + c + 16 * i + 4 * v, 4 * sizeof *positive);
      __builtin_memcpy(negative + 4 * i, head->negative + c + 16 * i + 4 * v, 4 * sizeof *negative);
    }
    wide.bias[v] = vi32_load(bias);
    wide.positive[v] = vf32_load(positive);
    wide.negative[v] = vf32_load(negative);
  }
  return wide;
}

INLINE void finish_wide(const WideHead *head, const vi32 sums[WIDE_SUMS], int32_t x, int32_t lanes) {
  vi32 q[WIDE_SUMS];
  for (int v = 0; v < WIDE_SUMS; v++)
    q[v] = scale(vi32_add(sums[v], head->bias[v]), head->positive[v], head->negative[v], &head->range, 1, VALUE);
  const vi32 bytes = narrow_sums(q, head->range.zero_point, head->range.low, head->range.high);
  store_lanes(head->out + x * head->pixel_stride, bytes, lanes);
}

TARGET static void ISA(depthwise)(const CatseyeDepthwise *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  ptrdiff_t offsets[CATSEYE_MAX_DEPTHWISE_TAPS];
  depthwise_taps(conv, offsets);
  depthwise_prepare(conv, scratch);
  const int32_t groups = tap_groups(conv);
  const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * conv->channels;
  for (int32_t y = row_begin; y < row_end; y++)
    for (int32_t c = 0; c < conv->channels; c += WIDE) {
      const int32_t lanes = (conv->channels - c < WIDE ? conv->channels - c : WIDE) / 16;
      const int8_t *in = conv->window + (ptrdiff_t)y * conv->stride_y * conv->row_stride + c;
      const uint8_t *packed = scratch + c / WIDE * wide_bytes(conv);
      const WideHead first = wide_head(&conv->heads[0], y, c, lanes);
      const WideHead second = wide_head(&conv->heads[conv->head_count - 1], y, c, lanes);
      for (int32_t x = 0; x < conv->width; x++, in += pixel) {
        vi32 sums[WIDE_SUMS];
        depthwise_sums(in, offsets, groups, packed, sums);
        finish_wide(&first, sums, x, lanes);
        if (conv->head_count > 1) finish_wide(&second, sums, x, lanes);
      }
    }
}
