// Template: the multiplier's speed with everything in registers, for comparison in `checkkernels --bench`.
#include "requantise.h"

#define PEAK_SUMS 12

// Runs `rounds` rounds; returns how many multiply-accumulates they were.
TARGET static int64_t ISA(peak)(int32_t rounds) {
  vi32 a = vi32_set(0x00010002), b = vi32_set(0x00030001), sum[PEAK_SUMS];
  for (int i = 0; i < PEAK_SUMS; i++) sum[i] = vi32_set(i);
  for (int32_t round = 0; round < rounds; round++) {
    for (int i = 0; i < PEAK_SUMS; i++) {
      __asm__ volatile("" : "+v"(a), "+v"(b)); // else the product would be computed once
      sum[i] = vi16_dot_add(sum[i], a, b);
    }
  }
  for (int i = 0; i < PEAK_SUMS; i++) __asm__ volatile("" : : "v"(sum[i]));
  return (int64_t)rounds * PEAK_SUMS * LANES * 2;
}
