// Direct convolution by SMMLA (ARMv8.6 i8mm): multiplies eight channels of two pixels by eight weights of two output channels.
#include "requantise.h"

#define GROUP 8
#define PACKED_PIXELS 2
#define PIXELS 8 // pixels of a register tile: 16 accumulators, and registers for loads ahead

// Places sixteen channels of four pixels. out: [group][two pairs of pixels][2][8]
INLINE void place_channels(const int8x16_t in[4], int8_t *out, size_t group) {
  for (int i = 0; i < 4; i += 2) {
    const int64x2_t a = vreinterpretq_s64_s8(in[i]), b = vreinterpretq_s64_s8(in[i + 1]);
    vst1q_s8(out + i * GROUP, vreinterpretq_s8_s64(vzip1q_s64(a, b)));
    vst1q_s8(out + group + i * GROUP, vreinterpretq_s8_s64(vzip2q_s64(a, b)));
  }
}

TARGET static void pack_pixels(const int8_t *const pixel[4], int32_t channels, int8_t *out, size_t group) {
  int32_t c = 0;
  for (; c + 16 <= channels; c += 16, out += 2 * group) {
    int8x16_t in[4];
    for (int i = 0; i < 4; i++) in[i] = vld1q_s8(pixel[i] + c);
    place_channels(in, out, group);
  }
  for (; c < channels; c += GROUP, out += group)
    for (int i = 0; i < 4; i++)
      for (int32_t k = 0; k < GROUP; k++) out[i * GROUP + k] = c + k < channels ? pixel[i][c + k] : 0;
}

// acc[p / 2][v]: channels 2v and 2v + 1 of pixel p, then those of pixel p + 1
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

typedef struct Tap Tap;

// Multiplies a pair of pixels by four pairs of channels, and then loads the next pair.
#define PAIR(s0, s1, s2, s3, in, w0, w1, w2, w3, offset)                                                  \
  "smmla %[" #s0 "].4s, v" #in ".16b, v" #w0 ".16b\nsmmla %[" #s1 "].4s, v" #in ".16b, v" #w1 ".16b\n"     \
  "smmla %[" #s2 "].4s, v" #in ".16b, v" #w2 ".16b\nsmmla %[" #s3 "].4s, v" #in ".16b, v" #w3 ".16b\n"     \
  "ldr q" #in ", [%[a], #" #offset "]\n"

// Multiplies all taps of eight pixels and adds the bias. It is assembly so that the sums stay in registers. A group's operands are loaded
// during the group before, across taps too: after the last tap stands the first again, and after the weights CATSEYE_READ_SLACK.
INLINE void multiply_whole(const Tap *tap, const Tap *end, const int8_t *w, const int32_t *bias, int32_t x, vi32 acc[][4]) {
  const int8_t *a, *next;
  ptrdiff_t group;
  int64_t rounds;
  __asm__ volatile(
      "ldp %[a], %[group], [%[tap]]\n"
      "ldr %w[rounds], [%[tap], #16]\n"
      "ldr %[next], [%[tap], #24]\n"
      "add %[a], %[a], %[x]\n"
      "ldp q4, q5, [%[bias]]\n"
      "ldp q8, q9, [%[a]]\nldp q10, q11, [%[a], #32]\n"
      "ldp q0, q1, [%[w]]\nldp q2, q3, [%[w], #32]\n"
      "add %[next], %[next], %[x]\n"
      "zip1 %[s0].2d, v4.2d, v4.2d\nzip2 %[s1].2d, v4.2d, v4.2d\nzip1 %[s2].2d, v5.2d, v5.2d\nzip2 %[s3].2d, v5.2d, v5.2d\n"
      "mov %[s4].16b, %[s0].16b\nmov %[s5].16b, %[s1].16b\nmov %[s6].16b, %[s2].16b\nmov %[s7].16b, %[s3].16b\n"
      "mov %[s8].16b, %[s0].16b\nmov %[s9].16b, %[s1].16b\nmov %[s10].16b, %[s2].16b\nmov %[s11].16b, %[s3].16b\n"
      "mov %[s12].16b, %[s0].16b\nmov %[s13].16b, %[s1].16b\nmov %[s14].16b, %[s2].16b\nmov %[s15].16b, %[s3].16b\n"
      "1:\n"
      "add %[a], %[a], %[group]\n"
      "ldp q4, q5, [%[w], #64]\nldp q6, q7, [%[w], #96]\n"
      PAIR(s0, s1, s2, s3, 8, 0, 1, 2, 3, 0)
      PAIR(s4, s5, s6, s7, 9, 0, 1, 2, 3, 16)
      "subs %w[rounds], %w[rounds], #1\n"
      PAIR(s8, s9, s10, s11, 10, 0, 1, 2, 3, 32)
      PAIR(s12, s13, s14, s15, 11, 0, 1, 2, 3, 48)
      "add %[a], %[a], %[group]\n"
      "ldp q0, q1, [%[w], #128]\nldp q2, q3, [%[w], #160]\n"
      "csel %[a], %[next], %[a], eq\n"
      PAIR(s0, s1, s2, s3, 8, 4, 5, 6, 7, 0)
      PAIR(s4, s5, s6, s7, 9, 4, 5, 6, 7, 16)
      "add %[w], %[w], #128\n"
      PAIR(s8, s9, s10, s11, 10, 4, 5, 6, 7, 32)
      PAIR(s12, s13, s14, s15, 11, 4, 5, 6, 7, 48)
      "b.ne 1b\n"
      "add %[tap], %[tap], #24\n"
      "cmp %[tap], %[end]\n"
      "b.eq 2f\n"
      "ldp %[group], %[rounds], [%[tap], #8]\n" // rest, the upper half of rounds, is 0
      "ldr %[next], [%[tap], #24]\n"
      "add %[next], %[next], %[x]\n"
      "b 1b\n"
      "2:\n"
      : [tap] "+r"(tap), [w] "+r"(w), [a] "=&r"(a), [next] "=&r"(next), [group] "=&r"(group), [rounds] "=&r"(rounds),
        [s0] "=&w"(acc[0][0]), [s1] "=&w"(acc[0][1]), [s2] "=&w"(acc[0][2]), [s3] "=&w"(acc[0][3]),
        [s4] "=&w"(acc[1][0]), [s5] "=&w"(acc[1][1]), [s6] "=&w"(acc[1][2]), [s7] "=&w"(acc[1][3]),
        [s8] "=&w"(acc[2][0]), [s9] "=&w"(acc[2][1]), [s10] "=&w"(acc[2][2]), [s11] "=&w"(acc[2][3]),
        [s12] "=&w"(acc[3][0]), [s13] "=&w"(acc[3][1]), [s14] "=&w"(acc[3][2]), [s15] "=&w"(acc[3][3])
      : [end] "r"(end), [bias] "r"(bias), [x] "r"((ptrdiff_t)x * GROUP)
      : "cc", "memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11");
}

#include "conv_panel.h"
#include "conv_f23.h"
