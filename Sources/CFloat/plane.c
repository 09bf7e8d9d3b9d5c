#include "catseye_float.h"

// The first index in 0...count with first + index * step >= limit.
static int64_t first_from(int64_t limit, int64_t first, int64_t step, int64_t count) {
  int64_t index = first >= limit ? 0 : (limit - first + step - 1) / step;
  return index < count ? index : count;
}

void catseye_float_convolve_plane(
    const catseye_float_plane *plane, const float *weights, float bias, const float *input, float *output) {
  int64_t width = plane->output_width, stride = plane->column_stride;
  for (int64_t row = 0; row < plane->output_height; row++) {
    float *to = output + row * width;
    for (int64_t i = 0; i < width; i++) to[i] = bias;
    for (int64_t u = 0; u < plane->kernel_height; u++) {
      int64_t y = row * plane->row_stride + u * plane->row_dilation - plane->top;
      if (y < 0 || y >= plane->input_height) continue;
      const float *from = input + y * plane->input_width;
      for (int64_t v = 0; v < plane->kernel_width; v++) {
        float weight = weights[u * plane->kernel_width + v];
        int64_t x = v * plane->column_dilation - plane->left;
        int64_t begin = first_from(0, x, stride, width), end = first_from(plane->input_width, x, stride, width);
        if (stride == 1) {
          for (int64_t i = begin; i < end; i++) to[i] += weight * from[x + i];
        } else {
          for (int64_t i = begin; i < end; i++) to[i] += weight * from[x + i * stride];
        }
      }
    }
  }
}
