#include "kernel.h"
#include "catseye_float.h"

// Eight floats. Where the machine's registers are shorter (SSE, NEON), clang makes two of them.
typedef float vec __attribute__((vector_size(32)));
typedef float vec_unaligned __attribute__((vector_size(32), aligned(4)));

enum { VECTORS = CATSEYE_FLOAT_COLUMNS / 8 };

// One body for every machine. Four rows of two vectors are eight sums. Two multipliers with a latency of four cycles need as many, and the
// sixteen registers of AVX2 hold them without a spill; with three vectors the compiler's schedule needs one register too many. Each sum
// runs over the depth in order, so it does not depend on which tile or thread computes it.
static inline __attribute__((always_inline)) void multiply(
    int64_t depth, const float *weights, const float *pixels, float *sums, int64_t stride, int add) {
  vec s[CATSEYE_FLOAT_ROWS][VECTORS];
  for (int row = 0; row < CATSEYE_FLOAT_ROWS; row++) {
    for (int column = 0; column < VECTORS; column++) {
      s[row][column] = add ? *(const vec_unaligned *)(sums + row * stride + 8 * column) : (vec){0};
    }
  }
  for (int64_t k = 0; k < depth; k++) {
    vec p0 = *(const vec_unaligned *)(pixels);
    vec p1 = *(const vec_unaligned *)(pixels + 8);
#pragma clang loop unroll(full)
    for (int row = 0; row < CATSEYE_FLOAT_ROWS; row++) {
      float w = weights[row];
      s[row][0] += w * p0;
      s[row][1] += w * p1;
    }
    weights += CATSEYE_FLOAT_ROWS;
    pixels += CATSEYE_FLOAT_COLUMNS;
  }
  for (int row = 0; row < CATSEYE_FLOAT_ROWS; row++) {
    for (int column = 0; column < VECTORS; column++) {
      *(vec_unaligned *)(sums + row * stride + 8 * column) = s[row][column];
    }
  }
}

static void multiply_plain(
    int64_t depth, const float *weights, const float *pixels, float *sums, int64_t stride, int add) {
  multiply(depth, weights, pixels, sums, stride, add);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void multiply_avx2(
    int64_t depth, const float *weights, const float *pixels, float *sums, int64_t stride, int add) {
  multiply(depth, weights, pixels, sums, stride, add);
}
#endif

catseye_float_kernel *catseye_float_choose_kernel(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return multiply_avx2;
#endif
  return multiply_plain;
}
