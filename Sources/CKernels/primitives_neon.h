// NEON (ARMv8.0): 4 int32 lanes. The including file defines ISA and TARGET.
#pragma once
#include <arm_neon.h>

#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES 4

typedef int32x4_t vi32;
typedef float32x4_t vf32;

INLINE vi32 vi32_load(const int32_t *p) { return vld1q_s32(p); }
INLINE void vi32_store(int32_t *p, vi32 v) { vst1q_s32(p, v); }
INLINE vi32 vi32_add(vi32 a, vi32 b) { return vaddq_s32(a, b); }
INLINE vi32 vi32_set(int32_t v) { return vdupq_n_s32(v); }
INLINE vf32 vf32_load(const float *p) { return vld1q_f32(p); }
INLINE vf32 vf32_set(float v) { return vdupq_n_f32(v); }
INLINE vf32 vf32_from(vi32 v) { return vcvtq_f32_s32(v); }
INLINE vf32 vf32_mul(vf32 a, vf32 b) { return vmulq_f32(a, b); }
INLINE vf32 vf32_sub(vf32 a, vf32 b) { return vsubq_f32(a, b); }
// FCVTNS saturates, so no clamp is needed before it
INLINE vi32 vi32_round_below(vf32 v, vf32 top) {
  (void)top;
  return vcvtnq_s32_f32(v);
}
// negative where the accumulator's sign bit is set, else positive
INLINE vf32 vf32_by_sign(vi32 acc, vf32 positive, vf32 negative) {
  return vbslq_f32(vcltzq_s32(acc), negative, positive);
}

INLINE vi32 vi32_xor(vi32 a, vi32 b) { return veorq_s32(a, b); }
INLINE vi32 vi32_max(vi32 a, vi32 b) { return vmaxq_s32(a, b); }
INLINE vi32 vi32_sub(vi32 a, vi32 b) { return vsubq_s32(a, b); }
INLINE vi32 vi32_mul(vi32 a, vi32 b) { return vmulq_s32(a, b); }
// not vshlq_s32, which shifts by a register; a shift by a constant is half the work
INLINE vi32 vi32_shift_left(vi32 v, int n) { return (vi32)((uint32x4_t)v << vdupq_n_u32((uint32_t)n)); }
INLINE vi32 vi32_shift_right(vi32 v, int n) { return v >> vdupq_n_s32(n); }

#define WIDE_LANES 8 // int16
typedef int16x8_t vi16;
INLINE vi16 vi16_widen(const int8_t *p) { return vmovl_s8(vld1_s8(p)); }
INLINE void vi16_store(int16_t *p, vi16 v) { vst1q_s16(p, v); }
INLINE vi16 vi16_add(vi16 a, vi16 b) { return vaddq_s16(a, b); }
INLINE vi16 vi16_sub(vi16 a, vi16 b) { return vsubq_s16(a, b); }
INLINE vi16 vi16_shift_left(vi16 v, int n) { return (vi16)((uint16x8_t)v << vdupq_n_u16((uint16_t)n)); }

typedef int8x16_t vi8;
INLINE vi8 vi8_load(const int8_t *p) { return vld1q_s8(p); }
INLINE void vi8_store(int8_t *p, vi8 v) { vst1q_s8(p, v); }
INLINE vi8 vi8_max(vi8 a, vi8 b) { return vmaxq_s8(a, b); }
INLINE vi8 vi8_min(vi8 a, vi8 b) { return vminq_s8(a, b); }
INLINE vi8 vi8_set(int8_t v) { return vdupq_n_s8(v); }
// v where a equals b, else -128
INLINE vi8 vi8_where_equal(vi8 a, vi8 b, vi8 v) { return vbslq_s8(vceqq_s8(a, b), v, vi8_set(-128)); }

// 16 int32 -> int16, plus the zero point, -> int8; every step saturates
typedef int16x8_t vn16;
INLINE vn16 vn16_set(int16_t v) { return vdupq_n_s16(v); }
INLINE vi8 vi8_narrow(const vi32 v[4], vn16 zero_point) {
  const int16x8_t low = vqaddq_s16(vqmovn_high_s32(vqmovn_s32(v[0]), v[1]), zero_point);
  const int16x8_t high = vqaddq_s16(vqmovn_high_s32(vqmovn_s32(v[2]), v[3]), zero_point);
  return vqmovn_high_s16(vqmovn_s16(low), high);
}

// loads `count` vectors, 1, 2 or 4, by one instruction
INLINE void load_vectors(const int8_t *p, const int count, int8x16_t out[]) {
  switch (count) {
    case 4: {
      const int8x16x4_t v = vld1q_s8_x4(p);
      for (int i = 0; i < 4; i++) out[i] = v.val[i];
      return;
    }
    case 2: {
      const int8x16x2_t v = vld1q_s8_x2(p);
      for (int i = 0; i < 2; i++) out[i] = v.val[i];
      return;
    }
    default: out[0] = vld1q_s8(p);
  }
}

INLINE vf32 vf32_min(vf32 a, vf32 b) { return vminq_f32(a, b); }
INLINE vf32 vf32_max(vf32 a, vf32 b) { return vmaxq_f32(a, b); }
// The largest of 16 lanes; and below, the first of 16 lanes that equals `value`, which some lane does.
INLINE float vf32_highest(const vf32 v[4]) {
  return vmaxvq_f32(vmaxq_f32(vmaxq_f32(v[0], v[1]), vmaxq_f32(v[2], v[3])));
}
INLINE int32_t vf32_first(const vf32 v[4], float value) {
  static const uint32_t lanes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  uint32x4_t found[4]; // the lane's number where it is equal, else all ones
  for (int i = 0; i < 4; i++) found[i] = vornq_u32(vld1q_u32(lanes + 4 * i), vceqq_f32(v[i], vdupq_n_f32(value)));
  return (int32_t)vminvq_u32(vminq_u32(vminq_u32(found[0], found[1]), vminq_u32(found[2], found[3])));
}

// stores four pixels of four channels, or the first two
INLINE void store_pieces(int8_t *out, ptrdiff_t stride, vi8 v, const int pixels) {
  const int32x4_t words = vreinterpretq_s32_s8(v);
  vst1q_lane_s32((int32_t *)out, words, 0);
  vst1q_lane_s32((int32_t *)(out + stride), words, 1);
  if (pixels == 2) return;
  vst1q_lane_s32((int32_t *)(out + 2 * stride), words, 2);
  vst1q_lane_s32((int32_t *)(out + 3 * stride), words, 3);
}

// 16 int8 -> 16 int32
INLINE void vi8_widen(vi8 v, vi32 out[4]) {
  const int16x8_t low = vmovl_s8(vget_low_s8(v)), high = vmovl_high_s8(v);
  out[0] = vmovl_s16(vget_low_s16(low));
  out[1] = vmovl_high_s16(low);
  out[2] = vmovl_s16(vget_low_s16(high));
  out[3] = vmovl_high_s16(high);
}
INLINE vf32 vf32_add(vf32 a, vf32 b) { return vaddq_f32(a, b); }
INLINE vi32 vf32_bits(vf32 v) { return vreinterpretq_s32_f32(v); }
