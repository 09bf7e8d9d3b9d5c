// Template: bilinear interpolation. Needs the primitives of one instruction set.
#include "catseye_operators.h"
#include "requantise.h"

TARGET static void ISA(interpolate)(const CatseyeInterpolation *i, int32_t row_begin, int32_t row_end) {
  const int32_t one = 1 << CATSEYE_INTERPOLATION_BITS, shift = 2 * CATSEYE_INTERPOLATION_BITS;
  for (int32_t y = row_begin; y < row_end; y++) {
    const int32_t *row = i->rows + 3 * y;
    const int8_t *upper = i->in + row[0] * i->in_row_stride, *lower = i->in + row[1] * i->in_row_stride;
    int8_t *out = i->out + y * i->out_row_stride;
    for (int32_t x = 0; x < i->width; x++, out += i->channels) {
      const int32_t *column = i->columns + 3 * x;
      const ptrdiff_t left = (ptrdiff_t)column[0] * i->channels, right = (ptrdiff_t)column[1] * i->channels;
      const int8_t *const corners[4] = {upper + left, upper + right, lower + left, lower + right};
      const vi32 weights[4] = {
          vi32_set((one - row[2]) * (one - column[2])), vi32_set((one - row[2]) * column[2]),
          vi32_set(row[2] * (one - column[2])), vi32_set(row[2] * column[2])};
      for (int32_t c = 0; c < i->channels; c += CATSEYE_CHANNEL_BLOCK) {
        vi32 sum[VECTORS], q[VECTORS];
        for (int v = 0; v < VECTORS; v++) sum[v] = vi32_set(1 << (shift - 1));
        for (int k = 0; k < 4; k++) {
          vi8_widen(vi8_load(corners[k] + c), q);
          for (int v = 0; v < VECTORS; v++) sum[v] = vi32_add(sum[v], vi32_mul(q[v], weights[k]));
        }
        for (int v = 0; v < VECTORS; v++) sum[v] = vi32_shift_right(sum[v], shift);
        vi8_store(out + c, vi8_narrow(sum, vn16_set(0)));
      }
    }
  }
}
