// The operators between convolutions: their arguments, and the table of their kernels.
//
// Tensors are as in catseye_kernels.h. Sources/Kernels/ScalarReference+*.swift says what is computed, to the bit.
#pragma once

#include "catseye_kernels.h"

// The most taps of a depthwise window.
#define CATSEYE_MAX_DEPTHWISE_TAPS 128
// The bits of an interpolation's weights in each direction.
#define CATSEYE_INTERPOLATION_BITS 8

// Depthwise convolution: Y[c] = sum over taps of weights[tap][c] * window[tap][c].
typedef struct {
  const int8_t *window;     // first byte of the window of output pixel (0, 0); it may lie in the halo
  ptrdiff_t row_stride;     // bytes from one input row to the next
  int32_t channels;         // bytes of one pixel, a multiple of CATSEYE_CHANNEL_BLOCK
  int32_t kernel_height, kernel_width; // at most CATSEYE_MAX_DEPTHWISE_TAPS together
  int32_t dilation_y, dilation_x;      // input pixels from one tap to the next
  int32_t stride_y, stride_x;
  int32_t width;            // output pixels in a row
  int32_t head_count;       // 1 or 2
  CatseyeHead heads[CATSEYE_MAX_HEADS];
  const int8_t *weights;    // [kernel_height][kernel_width][channels], each in -127 ... 127
} CatseyeDepthwise;

// A tensor as an elementwise operator reads it. A stride of 0 repeats a value: one number for each channel, or for each pixel.
typedef struct {
  const int8_t *in;         // pixel (0, 0)
  ptrdiff_t row_stride, pixel_stride; // bytes
  int32_t channel_stride;   // 1; 0: the pixel's first byte for all channels
  int32_t zero_point;
  const float *factors;     // [channels, padded]
} CatseyeOperand;

enum { CATSEYE_RESCALE, CATSEYE_ADD, CATSEYE_MULTIPLY };

// t[c] = (a - za) * ma[c], or that + (b - zb) * mb[c], or ((a - za) * (b - zb)) * ma[c]. h = t + shift[c], times slope where it is
// negative; then clamped, rounded, and the zero point added.
typedef struct {
  int32_t operation;
  CatseyeOperand operands[2];
  const float *shift;       // [channels, padded]
  float slope;
  int8_t *out;              // pixel (0, 0)
  ptrdiff_t row_stride, pixel_stride; // bytes
  int32_t width, channels;  // nothing is written after the last channel
  int32_t low, high;        // the clamp of the result, zero point included: within -128 ... 127
  int32_t zero_point;
} CatseyeElementwise;

// The mean of a window clipped to the tensor: h = sum of (q - in_zero_point) * (1 / count) * factors[c].
typedef struct {
  CatseyePool pool;
  int32_t in_zero_point;
  int32_t count;            // the divisor of every sum; 0: the number of pixels inside
  const float *factors;     // [channels]
  int32_t zero_point;
} CatseyeAveragePool;

// Replaces each byte by the table's entry at its value + 128.
typedef struct {
  const int8_t *in;
  int8_t *out;
  ptrdiff_t in_row_stride, out_row_stride; // bytes
  int32_t row_bytes;
  const int8_t *table;      // [256]
} CatseyeLookup;

// Copies pixels by index.
typedef struct {
  const int8_t *in;         // first byte to copy of pixel (0, 0)
  int8_t *out;
  ptrdiff_t in_row_stride, out_row_stride; // bytes
  int32_t in_channels;      // bytes of one input pixel
  int32_t channels;         // bytes of one output pixel, a multiple of CATSEYE_CHANNEL_BLOCK
  int32_t width;            // output pixels in a row
  const int32_t *rows;      // for each output row the input row; -1: fill
  const int32_t *columns;
  int32_t fill;
} CatseyeGather;

// Bilinear interpolation between the pixels round a place: (sum of weight * q + 2^15) >> 16.
typedef struct {
  const int8_t *in;
  int8_t *out;
  ptrdiff_t in_row_stride, out_row_stride; // bytes
  int32_t channels;         // bytes of one pixel, a multiple of CATSEYE_CHANNEL_BLOCK
  int32_t width;            // output pixels in a row
  const int32_t *rows;      // [output rows][3]: first row, second row, the second one's share in 256ths
  const int32_t *columns;
} CatseyeInterpolation;

// The largest of a pixel's channels: h = max over c of (q - in_zero_point) * factors[c]; all bytes of the output pixel are it.
typedef struct {
  const int8_t *in;
  int8_t *out;
  ptrdiff_t in_row_stride, out_row_stride; // bytes
  int32_t in_channels;      // that mean something, at least 1
  int32_t in_stride, out_stride; // bytes of one pixel, multiples of CATSEYE_CHANNEL_BLOCK
  int32_t width;            // pixels in a row
  int32_t in_zero_point;
  const float *factors;     // [in_channels, padded]
  int32_t zero_point;
} CatseyeChannelMax;

// Each computes output rows [row_begin, row_end).
typedef struct {
  void (*depthwise)(const CatseyeDepthwise *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch);
  size_t (*depthwise_scratch_bytes)(const CatseyeDepthwise *conv);
  void (*elementwise)(const CatseyeElementwise *element, int32_t row_begin, int32_t row_end);
  void (*average_pool)(const CatseyeAveragePool *average, int32_t row_begin, int32_t row_end);
  void (*lookup)(const CatseyeLookup *lookup, int32_t row_begin, int32_t row_end);
  void (*gather)(const CatseyeGather *gather, int32_t row_begin, int32_t row_end);
  void (*interpolate)(const CatseyeInterpolation *interpolation, int32_t row_begin, int32_t row_end);
  void (*channel_max)(const CatseyeChannelMax *max, int32_t row_begin, int32_t row_end);
  const char *suffix; // the end of their names, as printed by `bench --layers`: "_avx2"
} CatseyeOperators;

// Each replaces the slots that its instruction set does better. On other architectures it is absent and returns 0.
int catseye_operators_init_sse(CatseyeOperators *table);
int catseye_operators_init_avx2(CatseyeOperators *table);
int catseye_operators_init_avx512(CatseyeOperators *table);
int catseye_operators_init_neon(CatseyeOperators *table);

// The same code on every machine.
void catseye_gather(const CatseyeGather *gather, int32_t row_begin, int32_t row_end);
void catseye_lookup(const CatseyeLookup *lookup, int32_t row_begin, int32_t row_end);
