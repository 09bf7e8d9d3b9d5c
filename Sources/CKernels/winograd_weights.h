// Template: the weights of Winograd kernels, int16 U [out_channels / 16][positions][channels][16]; made once, at load.
//
// U of a 3x3 is eight times as large as the file's weights. Where it would not stay in a cache between two frames, or two blocks of tiles,
// the weights are kept as int8 [out_channels / 16][channels * 16 / 32][3][3][32], and U is computed whenever it is needed.
#include "weights.h"

#define MOST_POINTS 6
#define OUTPUTS CATSEYE_CHANNEL_BLOCK

// The inputs of a tile in one direction: four outputs need so many.
static inline int points_of(int taps) { return taps + 3; }

// Positions of U in one direction: across one tap nothing is transformed, so one position serves all.
static inline int weight_points(int taps) { return taps == 1 ? 1 : points_of(taps); }

// Sixteen output channels side by side.
typedef int32_t Lanes __attribute__((vector_size(OUTPUTS * sizeof(int32_t))));

// G for one to three taps. Row 5 for three taps is 6 times g[2], and not 24 times, which would overflow int16; A^T makes up for it.
static void transform_weights(const Lanes *g, int taps, Lanes out[MOST_POINTS]) {
  if (taps == 1) {
    out[0] = g[0];
  } else if (taps == 2) {
    out[0] = 3 * g[0];
    out[1] = -3 * (g[0] + g[1]);
    out[2] = g[1] - g[0];
    out[3] = g[0] + 2 * g[1];
    out[4] = 6 * g[1];
  } else {
    out[0] = 6 * g[0];
    out[1] = -4 * (g[0] + g[1] + g[2]);
    out[2] = -4 * (g[0] - g[1] + g[2]);
    out[3] = g[0] + 2 * g[1] + 4 * g[2];
    out[4] = g[0] - 2 * g[1] + 4 * g[2];
    out[5] = 6 * g[2];
  }
}

#ifndef LARGEST_EXPANDED
#define LARGEST_EXPANDED INT64_MAX // bytes of U that are computed at load, at most
#endif
#define EXPANDED_AT_ONCE 32 // weights of a tap that lie side by side

static inline int expands_late(int taps_y, int taps_x, int32_t depth, int32_t out_channels) {
  return taps_y == 3 && taps_x == 3 && (int64_t)out_channels * depth * 36 * (int)sizeof(int16_t) > LARGEST_EXPANDED;
}

// The channels of all sources; a source's run is one window row.
static int32_t winograd_depth(const CatseyeWeightShape *shape) {
  int32_t depth = 0;
  for (int32_t s = 0; s < shape->source_count; s++) depth += shape->runs[s] / shape->kernel_width;
  return depth;
}

static int is_packed_late(const CatseyeWeightShape *shape) {
  return expands_late(shape->kernel_height, shape->kernel_width, winograd_depth(shape), padded_channels(shape));
}

static size_t ISA(winograd_packed_bytes)(const CatseyeWeightShape *shape) {
  const int positions = weight_points(shape->kernel_height) * weight_points(shape->kernel_width);
  const size_t weights = (size_t)winograd_depth(shape) * padded_channels(shape);
  return is_packed_late(shape) ? weights * 9 : weights * positions * sizeof(int16_t);
}

// Packs the weights of sixteen output channels and input channel k unchanged.
static void pack_late(const int8_t *first, size_t output_stride, int32_t outputs, int32_t row_stride, int32_t pixel_stride,
                      int32_t k, int8_t *out) {
  for (int32_t o = 0; o < OUTPUTS; o++) {
    const size_t place = winograd_place(k, o);
    int8_t *to = out + place / EXPANDED_AT_ONCE * 9 * EXPANDED_AT_ONCE + place % EXPANDED_AT_ONCE;
    for (int tap = 0; tap < 9; tap++)
      to[tap * EXPANDED_AT_ONCE] = o < outputs ? first[o * output_stride + tap / 3 * row_stride + tap % 3 * pixel_stride] : 0;
  }
}

// Transforms the weights of sixteen output channels and input channel k into all positions; after `outputs` channels they are zero.
static void pack_kernel(const CatseyeWeightShape *shape, const int8_t *first, size_t output_stride, int32_t outputs,
                        int32_t row_stride, int32_t pixel_stride, int32_t k, int16_t *out, size_t position_size) {
  Lanes rows[3][MOST_POINTS], column[MOST_POINTS], g[3];
  int32_t values[OUTPUTS] = {0};
  for (int r = 0; r < shape->kernel_height; r++) {
    for (int x = 0; x < shape->kernel_width; x++) {
      for (int32_t o = 0; o < outputs; o++) values[o] = first[o * output_stride + r * row_stride + x * pixel_stride];
      __builtin_memcpy(&g[x], values, sizeof values);
    }
    transform_weights(g, shape->kernel_width, rows[r]);
  }
  const int across = weight_points(shape->kernel_width), down = weight_points(shape->kernel_height);
  for (int x = 0; x < across; x++) {
    for (int r = 0; r < shape->kernel_height; r++) g[r] = rows[r][x];
    transform_weights(g, shape->kernel_height, column);
    for (int y = 0; y < down; y++) {
      int16_t *to = out + (y * across + x) * position_size;
      __builtin_memcpy(values, &column[y], sizeof values);
      for (int32_t o = 0; o < OUTPUTS; o++) to[winograd_place(k, o)] = (int16_t)values[o];
    }
  }
}

static void ISA(winograd_pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed) {
  const int32_t depth = winograd_depth(shape);
  const size_t position_size = (size_t)depth * OUTPUTS, output_stride = (size_t)depth * shape->kernel_width * shape->kernel_height;
  const size_t block = ISA(winograd_packed_bytes)(shape) / (padded_channels(shape) / OUTPUTS);
  const int late = is_packed_late(shape);
  int8_t *out = packed;
  for (int32_t o = 0; o < shape->out_channels; o += OUTPUTS) {
    const int32_t outputs = shape->out_channels - o < OUTPUTS ? shape->out_channels - o : OUTPUTS;
    const int8_t *source = weights + o * output_stride;
    int32_t k = 0;
    for (int32_t s = 0; s < shape->source_count; s++) {
      const int32_t channels = shape->runs[s] / shape->kernel_width;
      for (int32_t c = 0; c < channels; c++, k++) {
        if (late) pack_late(source + c, output_stride, outputs, shape->runs[s], channels, k, out);
        else pack_kernel(shape, source + c, output_stride, outputs, shape->runs[s], channels, k, (int16_t *)out, position_size);
      }
      source += shape->kernel_height * shape->runs[s];
    }
    out += block;
  }
}
