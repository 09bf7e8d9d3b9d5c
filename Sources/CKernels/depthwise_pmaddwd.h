// Depthwise convolution by pmaddwd: the bytes of two taps stand side by side as pairs of int16, and so do their weights.
#include "catseye_operators.h"
#include "requantise.h"

typedef struct {
  vi32 pairs[VECTORS];
} DepthwiseWeights;

static size_t ISA(depthwise_scratch_bytes)(const CatseyeDepthwise *conv) {
  return (size_t)(conv->kernel_height * conv->kernel_width + 1) / 2 * 2 * conv->channels * sizeof(int16_t);
}

// int16 [taps / 2][channels][2]
static const void *depthwise_prepare(const CatseyeDepthwise *conv, int32_t taps, uint8_t *scratch) {
  int16_t *out = (int16_t *)scratch;
  for (int32_t tap = 0; tap < taps; tap += 2)
    for (int32_t c = 0; c < conv->channels; c++) {
      *out++ = conv->weights[tap * conv->channels + c];
      *out++ = tap + 1 < taps ? conv->weights[(tap + 1) * conv->channels + c] : 0;
    }
  return scratch;
}

INLINE DepthwiseWeights depthwise_load(const void *weights, int32_t tap, int32_t taps, int32_t channels, int32_t c) {
  (void)taps;
  const int16_t *from = (const int16_t *)weights + tap * channels + 2 * c;
  DepthwiseWeights w;
  for (int v = 0; v < VECTORS; v++) w.pairs[v] = vi32_load(from + v * 2 * LANES);
  return w;
}

INLINE void depthwise_add(vi32 sums[VECTORS], vi8 a, vi8 b, const DepthwiseWeights *w) {
  vi32 pairs[VECTORS];
  vi8_pairs(a, b, pairs);
  for (int v = 0; v < VECTORS; v++) sums[v] = vi16_dot_add(sums[v], pairs[v], w->pairs[v]);
}

#include "depthwise.h"
