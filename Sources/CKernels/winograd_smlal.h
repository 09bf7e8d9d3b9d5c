// Winograd's products for ARMv8.0 by SMLAL with a lane of V. U: [36][channels][16]; V: [36][tiles / 4][channels / 8][4][8].
#include "opaque.h"
#include "requantise.h"

#define INTERLEAVED 4

// Two channels of the reduction: SMLAL takes their lanes as immediates. The first two begin the sums.
#define MULTIPLY_LANES(lane, begin)                                                                       \
  do {                                                                                                    \
    const int16x8x4_t weight = vld1q_s16_x4(u);                                                           \
    u += 2 * CATSEYE_CHANNEL_BLOCK;                                                                       \
    OPAQUE(u);                                                                                            \
    for (int t = 0; t < WINOGRAD_TILES; t++) {                                                            \
      for (int i = 0; i < 2; i++) {                                                                       \
        const int16x8_t first = weight.val[i], second = weight.val[2 + i];                                \
        vi32 *sum = &acc[t][2 * i];                                                                       \
        sum[0] = begin ? vmull_laneq_s16(vget_low_s16(first), in.val[t], lane)                            \
                       : vmlal_laneq_s16(sum[0], vget_low_s16(first), in.val[t], lane);                   \
        sum[1] = begin ? vmull_high_laneq_s16(first, in.val[t], lane)                                     \
                       : vmlal_high_laneq_s16(sum[1], first, in.val[t], lane);                            \
        sum[0] = vmlal_laneq_s16(sum[0], vget_low_s16(second), in.val[t], lane + 1);                      \
        sum[1] = vmlal_high_laneq_s16(sum[1], second, in.val[t], lane + 1);                               \
      }                                                                                                   \
    }                                                                                                     \
  } while (0)

#define MULTIPLY_VECTOR(begin)                                                                            \
  do {                                                                                                    \
    const int16x8x4_t in = vld1q_s16_x4(v);                                                               \
    v += 8 * INTERLEAVED;                                                                                 \
    OPAQUE(v);                                                                                            \
    MULTIPLY_LANES(0, begin);                                                                             \
    MULTIPLY_LANES(2, 0);                                                                                 \
    MULTIPLY_LANES(4, 0);                                                                                 \
    MULTIPLY_LANES(6, 0);                                                                                 \
  } while (0)

// m[tiles][16] = v[tiles][depth] * u; depth is a multiple of 16, tiles always WINOGRAD_TILES
INLINE void multiply_plane(const int16_t *v, int32_t depth, const int16_t *u, const int tiles, int32_t *m) {
  (void)tiles;
  int32x4_t acc[WINOGRAD_TILES][VECTORS];
  MULTIPLY_VECTOR(1);
  for (int32_t k = depth - 8; k != 0; k -= 8) MULTIPLY_VECTOR(0);
  for (int t = 0; t < WINOGRAD_TILES; t++)
    for (int i = 0; i < VECTORS; i++) vst1q_s32(m + t * CATSEYE_CHANNEL_BLOCK + i * LANES, acc[t][i]);
}

static inline size_t winograd_place(int32_t k, int32_t o) { return (size_t)k * CATSEYE_CHANNEL_BLOCK + o; }

#include "winograd.h"
