// Template: the class of each pixel. Needs the primitives of one instruction set.
#include "requantise.h"

// logit[c] = Float32(accumulator[c]) * factor[c]; `limits` makes lanes after the last class lose.
INLINE void block_logits(const int32_t *accumulators, const float *factors, const float *limits, vf32 out[VECTORS]) {
  for (int v = 0; v < VECTORS; v++) {
    const vf32 logit = vf32_mul(vf32_from(vi32_load(accumulators + v * LANES)), vf32_load(factors + v * LANES));
    out[v] = vf32_min(logit, vf32_load(limits + v * LANES));
  }
}

TARGET static void ISA(arg_max)(const int32_t *accumulators, int32_t stride, const float *factors, int32_t classes,
                                uint8_t *mask, int32_t pixels) {
  const int32_t last = (classes - 1) / CATSEYE_CHANNEL_BLOCK * CATSEYE_CHANNEL_BLOCK;
  float all[CATSEYE_CHANNEL_BLOCK], some[CATSEYE_CHANNEL_BLOCK];
  for (int32_t c = 0; c < CATSEYE_CHANNEL_BLOCK; c++) {
    all[c] = __builtin_inff();
    some[c] = last + c < classes ? __builtin_inff() : -__builtin_inff();
  }
  for (int32_t p = 0; p < pixels; p++, accumulators += stride) {
    vf32 logits[VECTORS];
    float best = -__builtin_inff();
    int32_t index = 0;
    for (int32_t block = 0; block < last; block += CATSEYE_CHANNEL_BLOCK) {
      block_logits(accumulators + block, factors + block, all, logits);
      const float highest = vf32_highest(logits);
      if (highest > best) index = block + vf32_first(logits, best = highest);
    }
    block_logits(accumulators + last, factors + last, some, logits);
    const float highest = vf32_highest(logits);
    if (last == 0 || highest > best) index = last + vf32_first(logits, highest);
    mask[p] = (uint8_t)index;
  }
}
