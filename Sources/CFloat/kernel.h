// The micro-kernel: sums[4][16] (+)= weights[depth][4] x pixels[depth][16], the rows of sums `stride` floats apart.
#pragma once
#include <stdint.h>

typedef void catseye_float_kernel(
    int64_t depth, const float *weights, const float *pixels, float *sums, int64_t stride, int add);

// The kernel for this machine.
catseye_float_kernel *catseye_float_choose_kernel(void);
