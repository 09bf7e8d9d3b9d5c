// Winograd's products for ARMv8.0 by SMLAL with a lane of V. U: [36][channels][16]; V: [36][tiles / 4][channels / 8][4][8].
//
// It is assembly for cores that issue in order. A Cortex-A53 issues a 64-bit load together with a product but a 128-bit load alone, and
// waits for neither if it was begun sixteen products before. v16 ... v31 are sums, v0 ... v3 V, v4 ... v11 U.
#include "requantise.h"

#define INTERLEAVED 4
#define ROWS_AT_ONCE 2

#define NOTHING ""
#define LOAD(register, base, offset) "ldr d" #register ", [%[" #base "], #" #offset "]\n"
#define PRODUCT(sum, u, tile, lane) "smlal v" #sum ".4s, v" #u ".4h, v" #tile ".h[" #lane "]\n"

// One channel of the reduction, whose U is in a ... d. It loads U of the next channel, and V of the next four channels after the last use.
#define CHANNEL(lane, a, b, c, d, load_a, load_b, load_c, load_d, load_0, load_1, load_2, load_3)                 \
  PRODUCT(16, a, 0, lane) PRODUCT(17, b, 0, lane) load_a PRODUCT(18, c, 0, lane) PRODUCT(19, d, 0, lane) load_0  \
  PRODUCT(20, a, 1, lane) PRODUCT(21, b, 1, lane) load_b PRODUCT(22, c, 1, lane) PRODUCT(23, d, 1, lane) load_1  \
  PRODUCT(24, a, 2, lane) PRODUCT(25, b, 2, lane) load_c PRODUCT(26, c, 2, lane) PRODUCT(27, d, 2, lane) load_2  \
  PRODUCT(28, a, 3, lane) PRODUCT(29, b, 3, lane) load_d PRODUCT(30, c, 3, lane) PRODUCT(31, d, 3, lane) load_3

#define EVEN(lane, u0, u1, u2, u3)                                                                       \
  CHANNEL(lane, 4, 5, 6, 7, LOAD(8, u, u0), LOAD(9, u, u1), LOAD(10, u, u2), LOAD(11, u, u3), NOTHING, NOTHING, NOTHING, NOTHING)
#define ODD(lane, u0, u1, u2, u3, load_0, load_1, load_2, load_3)                                         \
  CHANNEL(lane, 8, 9, 10, 11, LOAD(4, u, u0), LOAD(5, u, u1), LOAD(6, u, u2), LOAD(7, u, u3), load_0, load_1, load_2, load_3)

#define CLEAR(a, b, c, d) "movi d" #a ", #0\nmovi d" #b ", #0\nmovi d" #c ", #0\nmovi d" #d ", #0\n"

// m[tiles][16] = v[tiles][depth] * u; depth is a multiple of 4, tiles always WINOGRAD_TILES. The last loads go 32 bytes
// beyond U, which CATSEYE_READ_SLACK allows, and 64 beyond V, after which M lies.
INLINE void multiply_position(const int16_t *v, int32_t depth, const int16_t *u, const int tiles, int32_t *m) {
  (void)tiles;
  __asm__ volatile(
      LOAD(0, v, 0) LOAD(4, u, 0) LOAD(5, u, 8) LOAD(6, u, 16) LOAD(7, u, 24) LOAD(1, v, 16) LOAD(2, v, 32) LOAD(3, v, 48)
      CLEAR(16, 17, 18, 19) CLEAR(20, 21, 22, 23) CLEAR(24, 25, 26, 27) CLEAR(28, 29, 30, 31)
      "1:\n"
      EVEN(0, 32, 40, 48, 56)
      ODD(1, 64, 72, 80, 88, NOTHING, NOTHING, NOTHING, NOTHING)
      CHANNEL(2, 4, 5, 6, 7, LOAD(8, u, 96), LOAD(9, u, 104), LOAD(10, u, 112), LOAD(11, u, 120),
              "subs %w[depth], %w[depth], #4\n", NOTHING, NOTHING, NOTHING)
      ODD(3, 128, 136, 144, 152, LOAD(0, v, 8), LOAD(1, v, 24), LOAD(2, v, 40), LOAD(3, v, 56))
      "b.eq 2f\n"
      EVEN(0, 160, 168, 176, 184)
      ODD(1, 192, 200, 208, 216, "add %[v], %[v], #64\n", "subs %w[depth], %w[depth], #4\n", NOTHING, NOTHING)
      EVEN(2, 224, 232, 240, 248)
      ODD(3, 256, 264, 272, 280, LOAD(0, v, 0), LOAD(1, v, 16), LOAD(2, v, 32), LOAD(3, v, 48))
      "add %[u], %[u], #256\n"
      "b.ne 1b\n"
      "2:\n"
      "stp q16, q17, [%[m], #0]\n"
      "stp q18, q19, [%[m], #32]\n"
      "stp q20, q21, [%[m], #64]\n"
      "stp q22, q23, [%[m], #96]\n"
      "stp q24, q25, [%[m], #128]\n"
      "stp q26, q27, [%[m], #160]\n"
      "stp q28, q29, [%[m], #192]\n"
      "stp q30, q31, [%[m], #224]\n"
      : [v] "+r"(v), [u] "+r"(u), [depth] "+r"(depth)
      : [m] "r"(m)
      : "cc", "memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v16", "v17", "v18", "v19",
        "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
}

#define WINOGRAD_BLOCKS 1
INLINE void multiply_blocks(const int16_t *v, int32_t depth, const int16_t *u, ptrdiff_t u_block, const int tiles, const int blocks,
                            int32_t *m, ptrdiff_t m_block) {
  (void)u_block, (void)blocks, (void)m_block;
  multiply_position(v, depth, u, tiles, m);
}

static inline size_t winograd_place(int32_t k, int32_t o) { return (size_t)k * CATSEYE_CHANNEL_BLOCK + o; }

#include "winograd.h"
