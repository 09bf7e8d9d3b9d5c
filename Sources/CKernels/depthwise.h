// Template: depthwise convolution, 16 channels of some pixels at a time. The including file gives
//     DepthwiseWeights                             the weights of 16 channels for two taps
//     depthwise_load(weights, tap, channels, c)    loads those of tap and tap + 1, as `depthwise_prepare` left them
//     depthwise_add(sums, a, b, weights)           adds the products of 16 bytes of each tap
#include "catseye_operators.h"
#include "requantise.h"

#define DEPTHWISE_PIXELS 4

// The offsets of a window's taps. An odd last one is read twice, and its second weight is 0.
static int32_t depthwise_taps(const CatseyeDepthwise *conv, ptrdiff_t *offsets) {
  int32_t count = 0;
  for (int32_t r = 0; r < conv->kernel_height; r++)
    for (int32_t k = 0; k < conv->kernel_width; k++)
      offsets[count++] = r * conv->dilation_y * conv->row_stride + (ptrdiff_t)k * conv->dilation_x * conv->channels;
  offsets[count] = offsets[count - 1];
  return count;
}

// tile: int32 [pixels][16]; pixels is a constant at each call
INLINE void depthwise_tile(const CatseyeDepthwise *conv, const int8_t *in, const ptrdiff_t *offsets, int32_t taps,
                           const void *weights, int32_t c, const int pixels, int32_t *tile) {
  const ptrdiff_t pixel = (ptrdiff_t)conv->stride_x * conv->channels;
  vi32 sums[DEPTHWISE_PIXELS][VECTORS];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) sums[p][v] = vi32_set(0);
  for (int32_t tap = 0; tap < taps; tap += 2) {
    const DepthwiseWeights w = depthwise_load(weights, tap, taps, conv->channels, c);
    const int8_t *a = in + offsets[tap], *b = in + offsets[tap + 1];
    for (int p = 0; p < pixels; p++) depthwise_add(sums[p], vi8_load(a + p * pixel), vi8_load(b + p * pixel), &w);
  }
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < VECTORS; v++) vi32_store(tile + p * CATSEYE_CHANNEL_BLOCK + v * LANES, sums[p][v]);
}

TARGET static void ISA(depthwise)(const CatseyeDepthwise *conv, int32_t row_begin, int32_t row_end, uint8_t *scratch) {
  ptrdiff_t offsets[CATSEYE_MAX_DEPTHWISE_TAPS + 1];
  int32_t tile[DEPTHWISE_PIXELS * CATSEYE_CHANNEL_BLOCK];
  const int32_t taps = depthwise_taps(conv, offsets);
  const void *weights = depthwise_prepare(conv, taps, scratch);
  for (int32_t y = row_begin; y < row_end; y++)
    for (int32_t c = 0; c < conv->channels; c += CATSEYE_CHANNEL_BLOCK) {
      const int8_t *in = conv->window + (ptrdiff_t)y * conv->stride_y * conv->row_stride + c;
      for (int32_t x = 0, pixels; x < conv->width; x += pixels, in += (ptrdiff_t)pixels * conv->stride_x * conv->channels) {
        pixels = conv->width - x < DEPTHWISE_PIXELS ? 1 : DEPTHWISE_PIXELS;
        if (pixels == 1) depthwise_tile(conv, in, offsets, taps, weights, c, 1, tile);
        else depthwise_tile(conv, in, offsets, taps, weights, c, DEPTHWISE_PIXELS, tile);
        for (int32_t h = 0; h < conv->head_count; h++) requantise_tile(tile, pixels, &conv->heads[h], y, x, c, VALUE);
      }
    }
}
