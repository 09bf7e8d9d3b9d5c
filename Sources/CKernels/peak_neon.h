// Template: the multiplier's speed with everything in registers, for comparison in `checkkernels --bench`.
// The including file gives PEAK_PRODUCTS, the products of one instruction, and multiply_peak(sum, a).
#include "requantise.h"

#define PEAK_SUMS 16

// Runs `rounds` rounds; returns how many multiply-accumulates they were.
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
