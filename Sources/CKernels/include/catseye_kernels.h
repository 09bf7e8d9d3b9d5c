// The main header of CKernels: the arguments of a kernel, and the table of kernels.
//
// Activations are int8, NHWC, with a halo; channels are padded to a multiple of 16 (the input's to 4).
// Sources/Kernels/ScalarReference*.swift says what every kernel computes, to the bit (NUMERICS.md).
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CATSEYE_MAX_SOURCES 4
#define CATSEYE_MAX_HEADS 2
#define CATSEYE_CHANNEL_BLOCK 16
// How many units of a residual make one unit of the scale.
#define CATSEYE_RESIDUAL_PARTS 16

// The most products of -128 and 127 whose sum fits int32: window rows times channels.
#define CATSEYE_F23_DEPTH (1 << 17)

// How many bytes a kernel may read past the last byte of a tensor or of packed weights; it ignores them.
#define CATSEYE_READ_SLACK 64

// A tensor that a convolution reads; a concatenation is several of them, in order.
typedef struct {
  const int8_t *window;   // first byte of the window of output pixel (0, 0); it may lie in the halo
  ptrdiff_t row_stride;   // bytes from one input row to the next
  int32_t channels;       // bytes of one pixel, padding included
  int32_t run;            // bytes of one window row: kernel width * channels, a multiple of 4
} CatseyeSource;

// One output of a convolution's accumulators: bias, scale by sign, clamp, round, zero point.
typedef struct {
  int8_t *out;            // output pixel (0, 0)
  ptrdiff_t row_stride;   // bytes from one row of computed pixels to the next (transposed: two tensor rows)
  ptrdiff_t pixel_stride; // bytes from one computed pixel to the next (transposed: two tensor pixels)
  const int32_t *bias;    // [out_channels]
  const float *positive;  // [out_channels], the factor of accumulators >= 0
  const float *negative;  // [out_channels], the factor of accumulators < 0
  int32_t low, high;      // the clamp of the result, zero point included: within -128 ... 127
  int32_t zero_point;     // -128 ... 127
  ptrdiff_t residual;     // bytes from a value to its residual, in a tensor with residuals; 0: it has none
} CatseyeHead;

// A direct convolution, or one phase of a transposed one: Y[o] is the sum over sources, window rows and run bytes.
typedef struct {
  int32_t source_count;   // 1 ... CATSEYE_MAX_SOURCES
  int32_t head_count;     // 0: accumulators go to `accumulators`; else 1 or 2
  int32_t pooled;         // 1: the last head writes only the largest of every 2x2 pixels, to a tensor of half the size;
                          // then no head has residuals
  int32_t kernel_height;
  int32_t stride_y, stride_x;
  int32_t width;          // output pixels in a row, 1 or more
  int32_t out_channels;   // padded to a multiple of CATSEYE_CHANNEL_BLOCK
  CatseyeSource sources[CATSEYE_MAX_SOURCES];
  CatseyeHead heads[CATSEYE_MAX_HEADS];
  const void *weights;    // packed by the same table's `pack`
  int32_t *accumulators;  // [rows of the call][width][out_channels]: Y + heads[0].bias
} CatseyeConv;

// Max-pooling. The border counts as -128, so a window is clipped to the tensor. With residuals, the largest value wins, and among equal
// values the largest residual.
typedef struct {
  const int8_t *in;       // input pixel (0, 0)
  int8_t *out;            // output pixel (0, 0)
  ptrdiff_t in_row_stride, out_row_stride; // bytes
  int32_t in_height, in_width;             // pixels
  int32_t width;                           // output pixels in a row
  int32_t channels;                        // bytes of one pixel, padding included
  int32_t residual;                        // bytes from a value to its residual, half of `channels`; 0: there are none
  int32_t kernel_height, kernel_width, stride_y, stride_x, pad_top, pad_left;
} CatseyePool;

// The shape of a weight matrix in the model file: int8 [out_channels][rows * run bytes of each source].
typedef struct {
  int32_t out_channels;   // as in the file, not padded
  int32_t kernel_height, kernel_width;
  int32_t source_count;
  int32_t runs[CATSEYE_MAX_SOURCES]; // bytes of one window row of each source
} CatseyeWeightShape;

// One way to compute a convolution. Every way gives the same bytes.
typedef struct {
  // Computes output rows [row_begin, row_end). `scratch` has scratch_bytes(conv) bytes, aligned to 64; each thread has its own.
  void (*run)(const CatseyeConv *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch);
  size_t (*scratch_bytes)(const CatseyeConv *conv);
  // Packs the file's weights for `run`; packed_bytes says how many bytes that takes (without CATSEYE_READ_SLACK).
  void (*pack)(const CatseyeWeightShape *shape, const int8_t *weights, void *packed);
  size_t (*packed_bytes)(const CatseyeWeightShape *shape);
  const char *name; // as printed by `bench --layers`
  int32_t pools;    // 1: obeys `pooled` for 3x3, if calls begin at even rows and no channel's factors differ in sign
  int32_t narrow;   // 1: for `winograd`: takes a single source with any multiple of 4 channels
} CatseyeConvKernel;

typedef struct {
  CatseyeConvKernel direct;   // any convolution
  // 3x3, 2x2, 1x2 and 2x1 with stride 1, where the channels of every source are a multiple of 16 (see `narrow`) and 128 * sum|w| < 2^25 in
  // every output channel; run is NULL where the instruction set has no such kernel. Rows are computed by fours.
  CatseyeConvKernel winograd;
  // F(2, 3): three wide at stride 1, channels of every source a multiple of 16, one or two heads without residuals, values of
  // every source within -64 ... 63, |g0 + g1 + g2| and |g0 - g1 + g2| <= 127 in every row of three weights, and at most
  // CATSEYE_F23_DEPTH products of an output value at one position; run is NULL where an instruction set has none.
  CatseyeConvKernel f23;
  // The least taps of a window, and the least outputs of a channel, for which Winograd is expected to be faster than `direct`.
  int32_t winograd_least_taps, winograd_least_pixels;
  void (*max_pool)(const CatseyePool *pool, int32_t row_begin, int32_t row_end);
  const char *max_pool_name;
  // The class of each pixel: the largest accumulator * factor, the lowest index among equals.
  // accumulators: [pixels][stride], stride a multiple of CATSEYE_CHANNEL_BLOCK; factors: [stride]; mask: [pixels].
  void (*arg_max)(const int32_t *accumulators, int32_t stride, const float *factors, int32_t classes, uint8_t *mask,
                  int32_t pixels);
  const char *arg_max_name;
  // Does as many multiply-accumulates as the machine can, all in registers, in `rounds` rounds; returns their number. NULL where no kernel
  // is measured against it.
  int64_t (*peak)(int32_t rounds);
} CatseyeKernels;

// Each replaces the slots that its instruction set does better. On other architectures it is absent and returns 0.
int catseye_kernels_init_sse(CatseyeKernels *table);     // SSE4.1
int catseye_kernels_init_avx2(CatseyeKernels *table);
int catseye_kernels_init_avxvnni(CatseyeKernels *table); // AVX2 with the VNNI of client processors
int catseye_kernels_init_avx512(CatseyeKernels *table);  // AVX-512 F, BW, DQ, VL and VNNI
int catseye_kernels_init_neon(CatseyeKernels *table);    // ARMv8.0
int catseye_kernels_init_dotprod(CatseyeKernels *table); // ARMv8.2 SDOT
int catseye_kernels_init_i8mm(CatseyeKernels *table);    // ARMv8.6 SMMLA

// CPU features, one bit each.
enum {
  CATSEYE_CPU_SSE41 = 1,
  CATSEYE_CPU_AVX2 = 2,
  CATSEYE_CPU_NEON = 4,
  CATSEYE_CPU_DOTPROD = 8,
  CATSEYE_CPU_I8MM = 16,
  CATSEYE_CPU_AVXVNNI = 32,
  CATSEYE_CPU_AVX512 = 64, // with VNNI
};
uint32_t catseye_cpu_features(void);

// Sets round-to-nearest-even without flushing of denormals for this thread; `leave` restores the caller's mode.
uint64_t catseye_float_mode_enter(void);
void catseye_float_mode_leave(uint64_t saved);
