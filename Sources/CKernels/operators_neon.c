#include "catseye_operators.h"

#if defined(__aarch64__)
#define ISA(name) name##_neon
#define TARGET
#include "primitives_neon.h"

#include "depthwise_smull.h"
#include "operators_table.h"

// looks up 64 entries in four registers; an index outside of them leaves the byte as it is
INLINE int8x16_t lookup_16(const int8x16x4_t table[4], int8x16_t q) {
  const uint8x16_t index = vreinterpretq_u8_s8(veorq_s8(q, vdupq_n_s8(-128))), quarter = vdupq_n_u8(64);
  int8x16_t found = vqtbl4q_s8(table[0], index);
  found = vqtbx4q_s8(found, table[1], vsubq_u8(index, quarter));
  found = vqtbx4q_s8(found, table[2], veorq_u8(index, vdupq_n_u8(128)));
  return vqtbx4q_s8(found, table[3], vsubq_u8(index, vdupq_n_u8(192)));
}

static void lookup_neon(const CatseyeLookup *lookup, int32_t row_begin, int32_t row_end) {
  int8x16x4_t table[4];
  for (int i = 0; i < 4; i++) table[i] = vld1q_s8_x4(lookup->table + 64 * i);
  for (int32_t y = row_begin; y < row_end; y++) {
    const int8_t *in = lookup->in + y * lookup->in_row_stride;
    int8_t *out = lookup->out + y * lookup->out_row_stride;
    for (int32_t i = 0; i < lookup->row_bytes; i += 16) vst1q_s8(out + i, lookup_16(table, vld1q_s8(in + i)));
  }
}

int catseye_operators_init_neon(CatseyeOperators *table) {
  fill_operators_neon(table, "_neon");
  table->lookup = lookup_neon;
  return 1;
}
#else
int catseye_operators_init_neon(CatseyeOperators *table) { (void)table; return 0; }
#endif
