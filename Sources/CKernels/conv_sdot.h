// Direct convolution by SDOT (ARMv8.2 dotprod): multiplies four channels of one pixel by four weights of each of four output channels.
#include "requantise.h"

#define GROUP 4
#define PACKED_PIXELS 1
#define PIXELS 8 // pixels of a register tile: 16 accumulators, and registers for loads ahead

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

// Places sixteen channels of four pixels. out: [group][four pixels][4]
INLINE void place_channels(const int8x16_t in[4], int8_t *out, size_t group) {
  int32x4_t columns[4];
  transpose(in, columns);
  for (int i = 0; i < 4; i++) vst1q_s8(out + i * group, vreinterpretq_s8_s32(columns[i]));
}

TARGET static void pack_pixels(const int8_t *const pixel[4], int32_t channels, int8_t *out, size_t group) {
  int32_t c = 0;
  for (; c + 16 <= channels; c += 16, out += 4 * group) {
    int8x16_t in[4];
    for (int i = 0; i < 4; i++) in[i] = vld1q_s8(pixel[i] + c);
    place_channels(in, out, group);
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

// acc[p / 2]: channels 0 ... 3 and 4 ... 7 of pixel p, then those of pixel p + 1
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

typedef struct Tap Tap;

#define LOAD_PIXELS(register, offset) "ldr d" #register ", [%[a], #" #offset "]\n"
// Multiplies two pixels by the eight channels of w0 and w1.
#define PIXEL(low, high, w0, w1, in, lane) \
  "sdot %[" #low "].4s, v" #w0 ".16b, v" #in ".4b[" #lane "]\nsdot %[" #high "].4s, v" #w1 ".16b, v" #in ".4b[" #lane "]\n"

// Multiplies all taps of eight pixels and adds the bias. It is assembly for the Cortex-A55, which issues a 64-bit load together with a
// product but a 128-bit load alone; so pixels come by 64-bit loads. A group's operands are loaded during the group before, across taps
// too: after the last tap stands the first again, and after the weights 32 bytes of CATSEYE_READ_SLACK. Cores that issue out of order
// do 16 products in 8 cycles here, which is all that their multipliers can do.
INLINE void multiply_whole(const Tap *tap, const Tap *end, const int8_t *w, const int32_t *bias, int32_t x, vi32 acc[][4]) {
  const int8_t *a, *next;
  ptrdiff_t group;
  int64_t rounds;
  __asm__ volatile(
      "ldp %[a], %[group], [%[tap]]\n"
      "ldr %w[rounds], [%[tap], #16]\n"
      "ldr %[next], [%[tap], #24]\n"
      "add %[a], %[a], %[x]\n"
      "ldp q0, q1, [%[w]]\n"
      LOAD_PIXELS(4, 0) LOAD_PIXELS(5, 8) LOAD_PIXELS(6, 16) LOAD_PIXELS(7, 24)
      "ldp %q[s0], %q[s1], [%[bias]]\n"
      "lsl %w[rounds], %w[rounds], #1\n"
      "add %[next], %[next], %[x]\n"
      "mov %[s2].16b, %[s0].16b\nmov %[s3].16b, %[s1].16b\nmov %[s4].16b, %[s0].16b\nmov %[s5].16b, %[s1].16b\n"
      "mov %[s6].16b, %[s0].16b\nmov %[s7].16b, %[s1].16b\nmov %[s8].16b, %[s0].16b\nmov %[s9].16b, %[s1].16b\n"
      "mov %[s10].16b, %[s0].16b\nmov %[s11].16b, %[s1].16b\nmov %[s12].16b, %[s0].16b\nmov %[s13].16b, %[s1].16b\n"
      "mov %[s14].16b, %[s0].16b\nmov %[s15].16b, %[s1].16b\n"
      "1:\n"
      PIXEL(s0, s1, 0, 1, 4, 0) "ldp q2, q3, [%[w], #32]\n"
      PIXEL(s2, s3, 0, 1, 4, 1) "add %[a], %[a], %[group]\n"
      PIXEL(s4, s5, 0, 1, 5, 0) LOAD_PIXELS(8, 0)
      PIXEL(s6, s7, 0, 1, 5, 1) LOAD_PIXELS(9, 8)
      PIXEL(s8, s9, 0, 1, 6, 0) LOAD_PIXELS(10, 16)
      PIXEL(s10, s11, 0, 1, 6, 1) LOAD_PIXELS(11, 24)
      PIXEL(s12, s13, 0, 1, 7, 0) "add %[a], %[a], %[group]\n"
      PIXEL(s14, s15, 0, 1, 7, 1) "subs %w[rounds], %w[rounds], #1\n"
      PIXEL(s0, s1, 2, 3, 8, 0) "ldp q0, q1, [%[w], #64]\n"
      PIXEL(s2, s3, 2, 3, 8, 1) "csel %[a], %[next], %[a], eq\n"
      PIXEL(s4, s5, 2, 3, 9, 0) LOAD_PIXELS(4, 0)
      PIXEL(s6, s7, 2, 3, 9, 1) LOAD_PIXELS(5, 8)
      PIXEL(s8, s9, 2, 3, 10, 0) LOAD_PIXELS(6, 16)
      PIXEL(s10, s11, 2, 3, 10, 1) LOAD_PIXELS(7, 24)
      PIXEL(s12, s13, 2, 3, 11, 0) "add %[w], %[w], #64\n"
      PIXEL(s14, s15, 2, 3, 11, 1)
      "b.ne 1b\n"
      "add %[tap], %[tap], #24\n"
      "cmp %[tap], %[end]\n"
      "b.eq 2f\n"
      "ldp %[group], %[rounds], [%[tap], #8]\n" // rest, the upper half of rounds, is 0
      "ldr %[next], [%[tap], #24]\n"
      "lsl %w[rounds], %w[rounds], #1\n"
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
