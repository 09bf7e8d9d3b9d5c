// The sizes of a weight matrix, which every packing needs.
#pragma once
#include "catseye_kernels.h"

// The number of products for one output value.
static inline size_t reduction(const CatseyeWeightShape *shape) {
  size_t depth = 0;
  for (int32_t s = 0; s < shape->source_count; s++) depth += (size_t)shape->kernel_height * shape->runs[s];
  return depth;
}

static inline int32_t padded_channels(const CatseyeWeightShape *shape) {
  return (shape->out_channels + CATSEYE_CHANNEL_BLOCK - 1) / CATSEYE_CHANNEL_BLOCK * CATSEYE_CHANNEL_BLOCK;
}
