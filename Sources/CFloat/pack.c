#include "catseye_float.h"

int64_t catseye_float_packed_count(int64_t output_channels, int64_t depth) {
  int64_t panels = (output_channels + CATSEYE_FLOAT_ROWS - 1) / CATSEYE_FLOAT_ROWS;
  return panels * CATSEYE_FLOAT_ROWS * depth;
}

// Packs in the order in which the micro-kernel reads: blocks of CATSEYE_FLOAT_DEPTH; in each block panels of four output channels; in each
// panel the four weights of one depth side by side. Channels after the last are zeros.
void catseye_float_pack(const float *weights, int64_t output_channels, int64_t depth, float *packed) {
  for (int64_t begin = 0; begin < depth; begin += CATSEYE_FLOAT_DEPTH) {
    int64_t end = begin + CATSEYE_FLOAT_DEPTH < depth ? begin + CATSEYE_FLOAT_DEPTH : depth;
    for (int64_t first = 0; first < output_channels; first += CATSEYE_FLOAT_ROWS) {
      for (int64_t k = begin; k < end; k++) {
        for (int64_t o = first; o < first + CATSEYE_FLOAT_ROWS; o++) {
          *packed++ = o < output_channels ? weights[o * depth + k] : 0.0f;
        }
      }
    }
  }
}
