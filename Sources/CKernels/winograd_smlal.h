// Winograd's products for ARMv8.0 by SMLAL with a lane of V. U: [36][channels][16]; V: [36][tiles / 4][channels / 8][4][8].
#include "requantise.h"

#define INTERLEAVED 4

// Two channels of the reduction: SMLAL takes their lanes as immediates.
#define MULTIPLY_LANES(lane)                                                             \
  do {                                                                                   \
    const int16x8x4_t weight = vld1q_s16_x4(u);                                          \
    u += 2 * CATSEYE_CHANNEL_BLOCK;                                                      \
    OPAQUE(u);                                                                           \
    for (int t = 0; t < tiles; t++) {                                                    \
      for (int i = 0; i < 2; i++) {                                                      \
        const int16x8_t first = weight.val[i], second = weight.val[2 + i];               \
        acc[t][2 * i] = vmlal_laneq_s16(acc[t][2 * i], vget_low_s16(first), in.val[t], lane);             \
        acc[t][2 * i + 1] = vmlal_high_laneq_s16(acc[t][2 * i + 1], first, in.val[t], lane);              \
        acc[t][2 * i] = vmlal_laneq_s16(acc[t][2 * i], vget_low_s16(second), in.val[t], lane + 1);        \
        acc[t][2 * i + 1] = vmlal_high_laneq_s16(acc[t][2 * i + 1], second, in.val[t], lane + 1);         \
      }                                                                                  \
    }                                                                                    \
  } while (0)

// m[tiles][16] = v[tiles][depth] * u; tiles is a constant at each call, depth a multiple of 16
INLINE void multiply_plane(const int16_t *v, int32_t depth, const int16_t *u, const int tiles, int32_t *m) {
  int32x4_t acc[WINOGRAD_TILES][VECTORS];
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) acc[t][i] = vdupq_n_s32(0);
  for (int32_t k = depth; k != 0; k -= 8) {
    const int16x8x4_t in = vld1q_s16_x4(v); // of fewer tiles too: the room is there
    v += 8 * INTERLEAVED;
    OPAQUE(v);
    MULTIPLY_LANES(0);
    MULTIPLY_LANES(2);
    MULTIPLY_LANES(4);
    MULTIPLY_LANES(6);
  }
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) vst1q_s32(m + t * CATSEYE_CHANNEL_BLOCK + i * LANES, acc[t][i]);
}

static inline size_t winograd_place(int32_t k, int32_t o) { return (size_t)k * CATSEYE_CHANNEL_BLOCK + o; }

#include "winograd.h"
