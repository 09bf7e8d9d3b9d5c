// Direct convolution by SMMLA (ARMv8.6 i8mm): eight channels of two pixels by eight of two output channels.
#include "requantise.h"

#define GROUP 8
#define PACKED_PIXELS 2
#define PIXELS 8 // of a register tile: 16 accumulators, and room to load ahead

// out: [group][two pairs of pixels][2][8]
TARGET static void pack_pixels(const int8_t *const pixel[4], int32_t channels, int8_t *out, size_t group) {
  int32_t c = 0;
  for (; c + 16 <= channels; c += 16, out += 2 * group)
    for (int i = 0; i < 4; i += 2) {
      const int64x2_t a = vreinterpretq_s64_s8(vld1q_s8(pixel[i] + c));
      const int64x2_t b = vreinterpretq_s64_s8(vld1q_s8(pixel[i + 1] + c));
      vst1q_s8(out + i * GROUP, vreinterpretq_s8_s64(vzip1q_s64(a, b)));
      vst1q_s8(out + group + i * GROUP, vreinterpretq_s8_s64(vzip2q_s64(a, b)));
    }
  for (; c < channels; c += GROUP, out += group)
    for (int i = 0; i < 4; i++)
      for (int32_t k = 0; k < GROUP; k++) out[i * GROUP + k] = c + k < channels ? pixel[i][c + k] : 0;
}

// acc[p / 2][v]: channels 2v and 2v + 1 of pixel p, then of pixel p + 1
INLINE void multiply_group(vi32 acc[][4], const int8_t *a, const int8x16_t weight[4], const int pixels) {
  int8x16_t in[PIXELS / 2];
  load_vectors(a, pixels / 2, in);
  for (int i = 0; i < pixels / 2; i++)
    for (int v = 0; v < 4; v++) acc[i][v] = vmmlaq_s32(acc[i][v], in[i], weight[v]);
}

INLINE vi32 zip_low(vi32 a, vi32 b) {
  return vreinterpretq_s32_s64(vzip1q_s64(vreinterpretq_s64_s32(a), vreinterpretq_s64_s32(b)));
}
INLINE vi32 zip_high(vi32 a, vi32 b) {
  return vreinterpretq_s32_s64(vzip2q_s64(vreinterpretq_s64_s32(a), vreinterpretq_s64_s32(b)));
}

INLINE void spread_i32(const int32_t *p, vi32 out[4]) {
  const vi32 low = vld1q_s32(p), high = vld1q_s32(p + LANES);
  out[0] = zip_low(low, low);
  out[1] = zip_high(low, low);
  out[2] = zip_low(high, high);
  out[3] = zip_high(high, high);
}
INLINE void spread_f32(const float *p, vf32 out[4]) {
  vi32 words[4];
  spread_i32((const int32_t *)p, words);
  for (int v = 0; v < 4; v++) out[v] = vreinterpretq_f32_s32(words[v]);
}
INLINE vi8 gather_bytes(vi8 v) {
  static const int8_t order[16] = {0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15};
  return vqtbl1q_s8(v, vreinterpretq_u8_s8(vld1q_s8(order)));
}
INLINE void gather_sums(const vi32 acc[4], vi32 out[4]) {
  out[0] = zip_low(acc[0], acc[1]);
  out[1] = zip_low(acc[2], acc[3]);
  out[2] = zip_high(acc[0], acc[1]);
  out[3] = zip_high(acc[2], acc[3]);
}

#include "conv_panel.h"
