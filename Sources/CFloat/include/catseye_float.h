// Float convolution for the converter on the host. It computes one tile of pixels at a time, as a matrix product.
// It is not part of the board's engine. Results may differ in the last bits between machines, but never between numbers of threads.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CATSEYE_FLOAT_ROWS = 4,     // output channels of a micro-kernel
  CATSEYE_FLOAT_COLUMNS = 16, // pixels of a micro-kernel
  CATSEYE_FLOAT_TILE = 192,   // pixels of a tile, a multiple of CATSEYE_FLOAT_COLUMNS
  CATSEYE_FLOAT_DEPTH = 256,  // products summed before the sum goes to memory
};

// A dense convolution as a sum of shifted inputs (taps), on a grid of rows x columns outputs. Grid place (r, c) reads the input at
// (r * row_stride + tap_rows[t], c * column_stride + tap_columns[t]), 0 outside, and is written to the output at
// (first_row + r * row_step, first_column + c * column_step). A transposed convolution is one such layer for each phase.
typedef struct {
  int64_t input_channels, input_height, input_width;
  int64_t output_channels, output_height, output_width;
  int64_t rows, columns, row_stride, column_stride;
  int64_t first_row, first_column, row_step, column_step;
  int64_t tap_count;
  const int32_t *tap_rows, *tap_columns; // [tap_count]
  const float *weights;                  // from catseye_float_pack
  const float *bias;                     // [output_channels]
} catseye_float_layer;

// How many floats packed weights take: output channels rounded up to CATSEYE_FLOAT_ROWS, times channels x taps.
int64_t catseye_float_packed_count(int64_t output_channels, int64_t depth);

// Packs weights [output_channels][depth]; depth = channels x taps, taps varying fastest.
void catseye_float_pack(const float *weights, int64_t output_channels, int64_t depth, float *packed);

// How many floats of scratch memory one thread needs for a layer.
int64_t catseye_float_scratch_count(int64_t output_channels);

// How many tiles a layer has. Any thread may compute any of them, in any order.
int64_t catseye_float_tile_count(const catseye_float_layer *layer);

// Computes the tile `tile` of the layer, from the input [channels][height][width] to the output [channels][height][width].
void catseye_float_compute_tile(
    const catseye_float_layer *layer, const float *input, float *output, float *scratch, int64_t tile);

// A convolution of one plane by one kernel: output (r, c) is the sum over the taps (u, v) of the input at
// (r * row_stride + u * row_dilation - top, c * column_stride + v * column_dilation - left), 0 outside, times the weight.
typedef struct {
  int64_t input_height, input_width, output_height, output_width;
  int64_t kernel_height, kernel_width, row_stride, column_stride, row_dilation, column_dilation, top, left;
} catseye_float_plane;

// Computes one channel of a depthwise convolution; weights are [kernel_height][kernel_width].
void catseye_float_convolve_plane(
    const catseye_float_plane *plane, const float *weights, float bias, const float *input, float *output);

#ifdef __cplusplus
}
#endif
