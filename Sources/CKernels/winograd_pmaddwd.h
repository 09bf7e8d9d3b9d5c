// Template: Winograd's products by pmaddwd on pairs of channels. U: [36][channels / 2][16][2].
#include "requantise.h"

#define INTERLEAVED 1
#define LARGEST_EXPANDED (2 << 20) // measured; not tried: NEON

// m[tiles][16] = v[tiles][depth] * u; tiles is a constant at each call
INLINE void multiply_plane(const int16_t *v, int32_t depth, const int16_t *u, const int tiles, int32_t *m) {
  vi32 acc[WINOGRAD_TILES][VECTORS];
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) acc[t][i] = vi32_zero();
  for (int32_t k = 0; k < depth; k += 2, u += 2 * CATSEYE_CHANNEL_BLOCK)
    for (int t = 0; t < tiles; t++) {
      int32_t pair;
      __builtin_memcpy(&pair, v + t * depth + k, sizeof pair);
      const vi32 both = vi32_set(pair);
      for (int i = 0; i < VECTORS; i++) acc[t][i] = vi16_dot_add(acc[t][i], both, vi32_load(u + i * 2 * LANES));
    }
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < VECTORS; i++) vi32_store(m + t * CATSEYE_CHANNEL_BLOCK + i * LANES, acc[t][i]);
}

static inline size_t winograd_place(int32_t k, int32_t o) {
  return (size_t)(k / 2) * 2 * CATSEYE_CHANNEL_BLOCK + o * 2 + k % 2;
}

#include "winograd.h"
