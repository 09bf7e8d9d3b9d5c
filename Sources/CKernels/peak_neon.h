// Template: what the multiplier can do with everything in registers; the measure for `checkkernels --bench`.
// The including file gives PEAK_PRODUCTS, of one instruction, and multiply_peak(sum, a).
#include "requantise.h"

#define PEAK_SUMS 16

// Returns the multiply-accumulates done in `rounds` rounds.
TARGET static int64_t ISA(peak)(int32_t rounds) {
  vi8 a = vi8_set(1);
  vi32 sum[PEAK_SUMS];
  for (int i = 0; i < PEAK_SUMS; i++) sum[i] = vi32_set(i);
  for (int32_t round = 0; round < rounds; round++) {
    for (int i = 0; i < PEAK_SUMS; i++) {
      __asm__ volatile("" : "+w"(a)); // else the product could be computed once
      sum[i] = multiply_peak(sum[i], a);
    }
  }
  for (int i = 0; i < PEAK_SUMS; i++) __asm__ volatile("" : : "w"(sum[i]));
  return (int64_t)rounds * PEAK_SUMS * PEAK_PRODUCTS;
}
