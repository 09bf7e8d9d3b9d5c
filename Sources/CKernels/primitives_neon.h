// NEON (ARMv8.0): 4 int32 lanes. ISA and TARGET come from the including file.
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
INLINE vf32 vf32_min(vf32 a, vf32 b) { return vminq_f32(a, b); }
INLINE vf32 vf32_max(vf32 a, vf32 b) { return vmaxq_f32(a, b); }
INLINE vi32 vi32_round(vf32 v) { return vcvtnq_s32_f32(v); }
// negative where the accumulator's sign bit is set, else positive
INLINE vf32 vf32_by_sign(vi32 acc, vf32 positive, vf32 negative) {
  return vbslq_f32(vcltzq_s32(acc), negative, positive);
}
INLINE void store_16_int8(int8_t *out, const vi32 v[4]) {
  const int16x8_t low = vcombine_s16(vmovn_s32(v[0]), vmovn_s32(v[1]));
  const int16x8_t high = vcombine_s16(vmovn_s32(v[2]), vmovn_s32(v[3]));
  vst1q_s8(out, vcombine_s8(vmovn_s16(low), vmovn_s16(high)));
}

INLINE vi32 vi32_sub(vi32 a, vi32 b) { return vsubq_s32(a, b); }
INLINE vi32 vi32_mul(vi32 a, vi32 b) { return vmulq_s32(a, b); }
INLINE vi32 vi32_shift_left(vi32 v, int n) { return vshlq_s32(v, vdupq_n_s32(n)); }
INLINE vi32 vi32_shift_right(vi32 v, int n) { return vshlq_s32(v, vdupq_n_s32(-n)); }

#define WIDE_LANES 8 // int16
typedef int16x8_t vi16;
INLINE vi16 vi16_widen(const int8_t *p) { return vmovl_s8(vld1_s8(p)); }
INLINE void vi16_store(int16_t *p, vi16 v) { vst1q_s16(p, v); }
INLINE vi16 vi16_add(vi16 a, vi16 b) { return vaddq_s16(a, b); }
INLINE vi16 vi16_sub(vi16 a, vi16 b) { return vsubq_s16(a, b); }
INLINE vi16 vi16_shift_left(vi16 v, int n) { return vshlq_s16(v, vdupq_n_s16((int16_t)n)); }

typedef int8x16_t vi8;
INLINE vi8 vi8_load(const int8_t *p) { return vld1q_s8(p); }
INLINE void vi8_store(int8_t *p, vi8 v) { vst1q_s8(p, v); }
INLINE vi8 vi8_max(vi8 a, vi8 b) { return vmaxq_s8(a, b); }
INLINE vi8 vi8_set(int8_t v) { return vdupq_n_s8(v); }
