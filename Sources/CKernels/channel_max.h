// Template: computes the largest of a pixel's channels. It needs the primitives of one instruction set.
#include "catseye_operators.h"
#include "requantise.h"

TARGET static void ISA(channel_max)(const CatseyeChannelMax *max, int32_t row_begin, int32_t row_end) {
  const HeadRange range = head_range(&(CatseyeHead){.low = -128, .high = 127, .zero_point = max->zero_point});
  const int32_t last = (max->in_channels - 1) / CATSEYE_CHANNEL_BLOCK * CATSEYE_CHANNEL_BLOCK;
  const vi32 minus_zero = vi32_set(-max->in_zero_point);
  float limits[CATSEYE_CHANNEL_BLOCK]; // minus infinity in lanes after the last channel, which must not count
  for (int32_t c = 0; c < CATSEYE_CHANNEL_BLOCK; c++)
    limits[c] = last + c < max->in_channels ? __builtin_inff() : -__builtin_inff();
  for (int32_t y = row_begin; y < row_end; y++) {
    const int8_t *in = max->in + y * max->in_row_stride;
    int8_t *out = max->out + y * max->out_row_stride;
    for (int32_t x = 0; x < max->width; x++, in += max->in_stride, out += max->out_stride) {
      vf32 best[VECTORS];
      for (int v = 0; v < VECTORS; v++) best[v] = vf32_set(-__builtin_inff());
      for (int32_t c = 0; c <= last; c += CATSEYE_CHANNEL_BLOCK) {
        vi32 q[VECTORS];
        vi8_widen(vi8_load(in + c), q);
        for (int v = 0; v < VECTORS; v++) {
          vf32 scaled = vf32_mul(vf32_from(vi32_add(q[v], minus_zero)), vf32_load(max->factors + c + v * LANES));
          if (c == last) scaled = vf32_min(scaled, vf32_load(limits + v * LANES));
          best[v] = vf32_max(best[v], scaled);
        }
      }
      const vf32 highest = vf32_set(vf32_highest(best));
      vi32 rounded[VECTORS];
      for (int v = 0; v < VECTORS; v++) rounded[v] = vi32_round_below(highest, range.top);
      const vi8 value = narrow(rounded, &range, VALUE);
      for (int32_t c = 0; c < max->out_stride; c += CATSEYE_CHANNEL_BLOCK) vi8_store(out + c, value);
    }
  }
}
