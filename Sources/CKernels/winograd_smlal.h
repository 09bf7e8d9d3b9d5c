// Winograd's products for ARMv8.0 by SMLAL with a lane of V. U: [36][channels][16].
#include "requantise.h"

// Eight channels of the reduction need eight lanes, which SMLAL takes as immediates.
#define MULTIPLY_LANE(lane)                                                              \
  do {                                                                                   \
    const int16x8_t low = vld1q_s16(u), high = vld1q_s16(u + 8);                         \
    u += CATSEYE_CHANNEL_BLOCK;                                                          \
    for (int t = 0; t < tiles; t++) {                                                    \
      acc[t][0] = vmlal_laneq_s16(acc[t][0], vget_low_s16(low), in[t], lane);            \
      acc[t][1] = vmlal_high_laneq_s16(acc[t][1], low, in[t], lane);                     \
      acc[t][2] = vmlal_laneq_s16(acc[t][2], vget_low_s16(high), in[t], lane);           \
      acc[t][3] = vmlal_high_laneq_s16(acc[t][3], high, in[t], lane);                    \
    }                                                                                    \
  } while (0)

// m[tiles][16] = v[tiles][depth] * u; tiles is a constant at each call, depth a multiple of 16
INLINE void multiply_plane(const int16_t *v, int32_t depth, const int16_t *u, const int tiles, int32_t *m) {
  int32x4_t acc[WINOGRAD_TILES][VECTORS];
  int16x8_t in[WINOGRAD_TILES];
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) acc[t][i] = vdupq_n_s32(0);
  for (int32_t k = 0; k < depth; k += 8) {
    for (int t = 0; t < tiles; t++) in[t] = vld1q_s16(v + t * depth + k);
    MULTIPLY_LANE(0);
    MULTIPLY_LANE(1);
    MULTIPLY_LANE(2);
    MULTIPLY_LANE(3);
    MULTIPLY_LANE(4);
    MULTIPLY_LANE(5);
    MULTIPLY_LANE(6);
    MULTIPLY_LANE(7);
  }
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) vst1q_s32(m + t * CATSEYE_CHANNEL_BLOCK + i * LANES, acc[t][i]);
}

static inline size_t winograd_place(int32_t k, int32_t o) { return (size_t)k * CATSEYE_CHANNEL_BLOCK + o; }

#include "winograd.h"
