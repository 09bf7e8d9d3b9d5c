// Direct convolution by SDOT (ARMv8.2 dotprod): four channels of one pixel by four of each of four output channels.
#include "requantise.h"

#define GROUP 4
#define PACKED_PIXELS 1
#define PIXELS 8 // of a register tile: 16 accumulators, and room to load ahead

INLINE void transpose(const int8x16_t in[4], int32x4_t out[4]) {
  const int32x4_t a = vreinterpretq_s32_s8(in[0]), b = vreinterpretq_s32_s8(in[1]);
  const int32x4_t c = vreinterpretq_s32_s8(in[2]), d = vreinterpretq_s32_s8(in[3]);
  const int64x2_t ab = vreinterpretq_s64_s32(vzip1q_s32(a, b)), cd = vreinterpretq_s64_s32(vzip1q_s32(c, d));
  const int64x2_t ef = vreinterpretq_s64_s32(vzip2q_s32(a, b)), gh = vreinterpretq_s64_s32(vzip2q_s32(c, d));
  out[0] = vreinterpretq_s32_s64(vzip1q_s64(ab, cd));
  out[1] = vreinterpretq_s32_s64(vzip2q_s64(ab, cd));
  out[2] = vreinterpretq_s32_s64(vzip1q_s64(ef, gh));
  out[3] = vreinterpretq_s32_s64(vzip2q_s64(ef, gh));
}

// out: [group][four pixels][4]
TARGET static void pack_pixels(const int8_t *const pixel[4], int32_t channels, int8_t *out, size_t group) {
  int32_t c = 0;
  for (; c + 16 <= channels; c += 16, out += 4 * group) {
    int8x16_t in[4];
    int32x4_t columns[4];
    for (int i = 0; i < 4; i++) in[i] = vld1q_s8(pixel[i] + c);
    transpose(in, columns);
    for (int i = 0; i < 4; i++) vst1q_s8(out + i * group, vreinterpretq_s8_s32(columns[i]));
  }
  for (; c < channels; c += GROUP, out += group)
    for (int i = 0; i < 4; i++) __builtin_memcpy(out + i * GROUP, pixel[i] + c, GROUP);
}

INLINE int32x4_t dot(int32x4_t acc, int8x16_t weight, int8x16_t in, const int lane) {
  switch (lane) { // SDOT's lane is an immediate; `lane` is a constant at each call
    case 0: return vdotq_laneq_s32(acc, weight, in, 0);
    case 1: return vdotq_laneq_s32(acc, weight, in, 1);
    case 2: return vdotq_laneq_s32(acc, weight, in, 2);
    default: return vdotq_laneq_s32(acc, weight, in, 3);
  }
}

// acc[p / 2]: channels 0 ... 3 and 4 ... 7 of pixel p, then of pixel p + 1
INLINE void multiply_group(vi32 acc[][4], const int8_t *a, const int8x16_t weight[2], const int pixels) {
  int8x16_t in[PIXELS / 4];
  load_vectors(a, pixels / 4, in);
  for (int p = 0; p < pixels; p++) {
    vi32 *sum = &acc[p / 2][p % 2 * 2];
    sum[0] = dot(sum[0], weight[0], in[p / 4], p % 4);
    sum[1] = dot(sum[1], weight[1], in[p / 4], p % 4);
  }
}

INLINE void spread_i32(const int32_t *p, vi32 out[4]) {
  for (int v = 0; v < 4; v++) out[v] = vld1q_s32(p + v % 2 * LANES);
}
INLINE void spread_f32(const float *p, vf32 out[4]) {
  for (int v = 0; v < 4; v++) out[v] = vld1q_f32(p + v % 2 * LANES);
}
INLINE vi8 gather_bytes(vi8 v) { return v; }
INLINE void gather_sums(const vi32 acc[4], vi32 out[4]) {
  for (int v = 0; v < 4; v++) out[v] = acc[v];
}

#include "conv_panel.h"
