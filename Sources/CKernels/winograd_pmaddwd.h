// Template: Winograd's products by pmaddwd on pairs of channels. U: [36][channels / 2][16][2].
#include "opaque.h"
#include "requantise.h"

#define INTERLEAVED 1
#define LARGEST_EXPANDED (2 << 20) // bytes; measured on x86, not tried on NEON

#ifndef WINOGRAD_BLOCKS
#define WINOGRAD_BLOCKS 1
#endif

// m[blocks][tiles][16] = v[tiles][depth] * u[blocks]; tiles and blocks are constants at each call
INLINE void multiply_blocks(const int16_t *v, int32_t depth, const int16_t *u, ptrdiff_t u_block, const int tiles, const int blocks,
                            int32_t *m, ptrdiff_t m_block) {
  vi32 acc[WINOGRAD_TILES][WINOGRAD_BLOCKS][VECTORS];
  UNROLLED for (int t = 0; t < tiles; t++)
    UNROLLED for (int b = 0; b < blocks; b++)
      UNROLLED for (int i = 0; i < VECTORS; i++) acc[t][b][i] = vi32_zero();
  const ptrdiff_t third = 3 * (ptrdiff_t)depth;
  const int16_t *fours[3] = {v, v + 4 * (ptrdiff_t)depth, v + 8 * (ptrdiff_t)depth};
  for (int32_t k = depth; k > 0; k -= 2, u += 2 * CATSEYE_CHANNEL_BLOCK) {
    UNROLLED for (int t = 0; t < tiles; t++) {
      int32_t pair;
      __builtin_memcpy(&pair, fours[t / 4] + (t % 4 == 3 ? third : t % 4 * (ptrdiff_t)depth), sizeof pair);
      const vi32 both = vi32_set(pair);
      UNROLLED for (int b = 0; b < blocks; b++)
        UNROLLED for (int i = 0; i < VECTORS; i++)
          acc[t][b][i] = vi16_dot_add(acc[t][b][i], both, vi32_load(u + b * u_block + i * 2 * LANES));
    }
    UNROLLED for (int i = 0; i < (tiles + 3) / 4; i++) {
      fours[i] += 2;
      OPAQUE(fours[i]);
    }
  }
  UNROLLED for (int t = 0; t < tiles; t++)
    UNROLLED for (int b = 0; b < blocks; b++)
      UNROLLED for (int i = 0; i < VECTORS; i++)
        vi32_store(m + b * m_block + t * CATSEYE_CHANNEL_BLOCK + i * LANES, acc[t][b][i]);
}

static inline size_t winograd_place(int32_t k, int32_t o) {
  return (size_t)(k / 2) * 2 * CATSEYE_CHANNEL_BLOCK + o * 2 + k % 2;
}

#include "winograd.h"
