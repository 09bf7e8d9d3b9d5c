// SSE4.1: 4 int32 lanes. Functions that use these have TARGET.
#pragma once
#include <immintrin.h>

#define ISA(name) name##_sse
#define TARGET __attribute__((target("sse4.1")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES 4

#include "primitives_bytes.h"

typedef __m128i vi32;
typedef __m128 vf32;

INLINE vi32 vi32_zero(void) { return _mm_setzero_si128(); }
INLINE vi32 vi32_load(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
INLINE void vi32_store(void *p, vi32 v) { _mm_storeu_si128((__m128i *)p, v); }
INLINE vi32 vi32_add(vi32 a, vi32 b) { return _mm_add_epi32(a, b); }
INLINE vi32 vi32_set(int32_t v) { return _mm_set1_epi32(v); }
// acc plus the products of int16 pairs
INLINE vi32 vi16_dot_add(vi32 acc, vi32 a, vi32 b) { return _mm_add_epi32(acc, _mm_madd_epi16(a, b)); }
INLINE vf32 vf32_load(const float *p) { return _mm_loadu_ps(p); }
INLINE vf32 vf32_set(float v) { return _mm_set1_ps(v); }
INLINE vf32 vf32_from(vi32 v) { return _mm_cvtepi32_ps(v); }
INLINE vf32 vf32_mul(vf32 a, vf32 b) { return _mm_mul_ps(a, b); }
INLINE vf32 vf32_sub(vf32 a, vf32 b) { return _mm_sub_ps(a, b); }
// a value above int32 would become its minimum; a value below becomes it rightly
INLINE vi32 vi32_round_below(vf32 v, vf32 top) { return _mm_cvtps_epi32(_mm_min_ps(v, top)); }
// negative where the accumulator's sign bit is set, else positive
INLINE vf32 vf32_by_sign(vi32 acc, vf32 positive, vf32 negative) {
  return _mm_blendv_ps(positive, negative, _mm_castsi128_ps(acc));
}

INLINE vi32 vi32_xor(vi32 a, vi32 b) { return _mm_xor_si128(a, b); }
INLINE vi32 vi32_max(vi32 a, vi32 b) { return _mm_max_epi32(a, b); }
INLINE vi32 vi32_sub(vi32 a, vi32 b) { return _mm_sub_epi32(a, b); }
INLINE vi32 vi32_mul(vi32 a, vi32 b) { return _mm_mullo_epi32(a, b); }
INLINE vi32 vi32_shift_left(vi32 v, int n) { return _mm_slli_epi32(v, n); }
INLINE vi32 vi32_shift_right(vi32 v, int n) { return _mm_srai_epi32(v, n); }

#define WIDE_LANES 8 // int16
typedef __m128i vi16;
INLINE vi16 vi16_widen(const int8_t *p) { return _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)p)); }
INLINE void vi16_store(int16_t *p, vi16 v) { _mm_storeu_si128((__m128i *)p, v); }
INLINE vi16 vi16_add(vi16 a, vi16 b) { return _mm_add_epi16(a, b); }
INLINE vi16 vi16_sub(vi16 a, vi16 b) { return _mm_sub_epi16(a, b); }
INLINE vi16 vi16_shift_left(vi16 v, int n) { return _mm_slli_epi16(v, n); }

// 16 int32 -> int16, plus the zero point, -> int8; every step saturates
typedef __m128i vn16;
INLINE vn16 vn16_set(int16_t v) { return _mm_set1_epi16(v); }
INLINE vi8 vi8_narrow(const vi32 v[4], vn16 zero_point) {
  const __m128i low = _mm_adds_epi16(_mm_packs_epi32(v[0], v[1]), zero_point);
  const __m128i high = _mm_adds_epi16(_mm_packs_epi32(v[2], v[3]), zero_point);
  return _mm_packs_epi16(low, high);
}

INLINE vf32 vf32_min(vf32 a, vf32 b) { return _mm_min_ps(a, b); }
INLINE vf32 vf32_max(vf32 a, vf32 b) { return _mm_max_ps(a, b); }
// The largest of 16 lanes; and below, the first of 16 lanes that equals `value`, which some lane does.
INLINE float vf32_highest(const vf32 v[4]) {
  __m128 best = _mm_max_ps(_mm_max_ps(v[0], v[1]), _mm_max_ps(v[2], v[3]));
  best = _mm_max_ps(best, _mm_movehl_ps(best, best));
  return _mm_cvtss_f32(_mm_max_ss(best, _mm_shuffle_ps(best, best, 1)));
}
INLINE int32_t vf32_first(const vf32 v[4], float value) {
  uint32_t found = 0;
  for (int i = 0; i < 4; i++) found |= (uint32_t)_mm_movemask_ps(_mm_cmpeq_ps(v[i], _mm_set1_ps(value))) << (4 * i);
  return __builtin_ctz(found);
}

// stores four pixels of four channels, or the first two
INLINE void store_pieces(int8_t *out, ptrdiff_t stride, vi8 v, const int pixels) {
  const int32_t words[4] = {_mm_cvtsi128_si32(v), _mm_extract_epi32(v, 1), _mm_extract_epi32(v, 2),
                            _mm_extract_epi32(v, 3)};
  for (int i = 0; i < pixels; i++) __builtin_memcpy(out + i * stride, &words[i], sizeof words[i]);
}

// 16 int8 -> 16 int32
INLINE void vi8_widen(vi8 v, vi32 out[4]) {
  out[0] = _mm_cvtepi8_epi32(v);
  out[1] = _mm_cvtepi8_epi32(_mm_srli_si128(v, 4));
  out[2] = _mm_cvtepi8_epi32(_mm_srli_si128(v, 8));
  out[3] = _mm_cvtepi8_epi32(_mm_srli_si128(v, 12));
}
// 16 pairs of int8 -> 16 pairs of int16
INLINE void vi8_pairs(vi8 a, vi8 b, vi32 out[4]) {
  const __m128i low = _mm_unpacklo_epi8(a, b), high = _mm_unpackhi_epi8(a, b);
  out[0] = _mm_cvtepi8_epi16(low);
  out[1] = _mm_cvtepi8_epi16(_mm_srli_si128(low, 8));
  out[2] = _mm_cvtepi8_epi16(high);
  out[3] = _mm_cvtepi8_epi16(_mm_srli_si128(high, 8));
}
INLINE vf32 vf32_add(vf32 a, vf32 b) { return _mm_add_ps(a, b); }
INLINE vi32 vf32_bits(vf32 v) { return _mm_castps_si128(v); }
