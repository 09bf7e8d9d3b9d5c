// Depthwise convolution by SMULL and SMLAL: two products of int8 by [-127, 127] are at most 32,512 and fit int16.
#include "catseye_operators.h"
#include "requantise.h"

typedef struct {
  int8x16_t first, second;
} DepthwiseWeights;

static size_t ISA(depthwise_scratch_bytes)(const CatseyeDepthwise *conv) {
  (void)conv;
  return 0;
}

static const void *depthwise_prepare(const CatseyeDepthwise *conv, int32_t taps, uint8_t *scratch) {
  (void)taps;
  (void)scratch;
  return conv->weights;
}

INLINE DepthwiseWeights depthwise_load(const void *weights, int32_t tap, int32_t taps, int32_t channels, int32_t c) {
  const int8_t *from = (const int8_t *)weights + tap * channels + c;
  return (DepthwiseWeights){vld1q_s8(from), tap + 1 < taps ? vld1q_s8(from + channels) : vdupq_n_s8(0)};
}

INLINE void depthwise_add(vi32 sums[VECTORS], vi8 a, vi8 b, const DepthwiseWeights *w) {
  const int16x8_t low = vmlal_s8(vmull_s8(vget_low_s8(a), vget_low_s8(w->first)), vget_low_s8(b), vget_low_s8(w->second));
  const int16x8_t high = vmlal_high_s8(vmull_high_s8(a, w->first), b, w->second);
  sums[0] = vaddw_s16(sums[0], vget_low_s16(low));
  sums[1] = vaddw_high_s16(sums[1], low);
  sums[2] = vaddw_s16(sums[2], vget_low_s16(high));
  sums[3] = vaddw_high_s16(sums[3], high);
}

#include "depthwise.h"
