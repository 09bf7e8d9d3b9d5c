// AVX-512 with VNNI: 16 int32 lanes. Functions that use these have TARGET.
#pragma once
#include <immintrin.h>

#define ISA(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES 16

#include "primitives_bytes.h"
#include "primitives_words.h"

typedef __m512i vi32;
typedef __m512 vf32;

INLINE vi32 vi32_zero(void) { return _mm512_setzero_si512(); }
INLINE vi32 vi32_load(const void *p) { return _mm512_loadu_si512(p); }
INLINE void vi32_store(void *p, vi32 v) { _mm512_storeu_si512(p, v); }
INLINE vi32 vi32_add(vi32 a, vi32 b) { return _mm512_add_epi32(a, b); }
INLINE vi32 vi32_xor(vi32 a, vi32 b) { return _mm512_xor_si512(a, b); }
INLINE vi32 vi32_max(vi32 a, vi32 b) { return _mm512_max_epi32(a, b); }
INLINE vi32 vi32_sub(vi32 a, vi32 b) { return _mm512_sub_epi32(a, b); }
INLINE vi32 vi32_mul(vi32 a, vi32 b) { return _mm512_mullo_epi32(a, b); }
INLINE vi32 vi32_shift_left(vi32 v, int n) { return _mm512_slli_epi32(v, (unsigned)n); }
INLINE vi32 vi32_shift_right(vi32 v, int n) { return _mm512_srai_epi32(v, (unsigned)n); }
INLINE vi32 vi32_set(int32_t v) { return _mm512_set1_epi32(v); }
// acc plus the products of int16 pairs. It is assembly, because clang makes two instructions of the intrinsic.
INLINE vi32 vi16_dot_add(vi32 acc, vi32 a, vi32 b) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(acc) : "v"(a), "v"(b));
  return acc;
}
// acc plus the products of unsigned bytes and signed ones, four to a lane
INLINE vi32 vu8_dot_add(vi32 acc, vi32 a, vi32 b) { return _mm512_dpbusd_epi32(acc, a, b); }
INLINE vf32 vf32_load(const float *p) { return _mm512_loadu_ps(p); }
INLINE vf32 vf32_set(float v) { return _mm512_set1_ps(v); }
INLINE vf32 vf32_from(vi32 v) { return _mm512_cvtepi32_ps(v); }
INLINE vf32 vf32_mul(vf32 a, vf32 b) { return _mm512_mul_ps(a, b); }
INLINE vf32 vf32_sub(vf32 a, vf32 b) { return _mm512_sub_ps(a, b); }
INLINE vf32 vf32_min(vf32 a, vf32 b) { return _mm512_min_ps(a, b); }
INLINE vf32 vf32_max(vf32 a, vf32 b) { return _mm512_max_ps(a, b); }
// a value above int32 would become its minimum; a value below becomes it rightly
INLINE vi32 vi32_round_below(vf32 v, vf32 top) { return _mm512_cvtps_epi32(_mm512_min_ps(v, top)); }
// negative where the accumulator's sign bit is set, else positive
INLINE vf32 vf32_by_sign(vi32 acc, vf32 positive, vf32 negative) {
  return _mm512_mask_blend_ps(_mm512_movepi32_mask(acc), positive, negative);
}

// 16 int32 -> int16, plus the zero point, -> int8; every step saturates
INLINE vi8 vi8_narrow(const vi32 v[1], vn16 zero_point) {
  return _mm256_cvtsepi16_epi8(_mm256_adds_epi16(_mm512_cvtsepi32_epi16(v[0]), zero_point));
}

// Narrows four vectors of int32 to one of bytes, clamped: each 128 bits hold four of each vector, in order.
INLINE vi32 narrow_sums(const vi32 q[4], vn16 zero_point, vi8 low, vi8 high) {
  const __m512i zero_points = _mm512_broadcast_i64x4(zero_point);
  const __m512i left = _mm512_adds_epi16(_mm512_packs_epi32(q[0], q[1]), zero_points);
  const __m512i right = _mm512_adds_epi16(_mm512_packs_epi32(q[2], q[3]), zero_points);
  const __m512i bytes = _mm512_max_epi8(_mm512_packs_epi16(left, right), _mm512_broadcast_i32x4(low));
  return _mm512_min_epi8(bytes, _mm512_broadcast_i32x4(high));
}

// Narrows and clamps four pixels' 16 int32, and stores them in four places
#define NARROWED_AT_ONCE 4
INLINE void narrow_pixels(const vi32 v[4][1], vn16 zero_point, vi8 low, vi8 high, int8_t *out, ptrdiff_t stride) {
  const vi32 q[4] = {v[0][0], v[1][0], v[2][0], v[3][0]};
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m512i pixels = _mm512_permutexvar_epi32(order, narrow_sums(q, zero_point, low, high));
  vi8_store(out, _mm512_castsi512_si128(pixels));
  vi8_store(out + stride, _mm512_extracti32x4_epi32(pixels, 1));
  vi8_store(out + 2 * stride, _mm512_extracti32x4_epi32(pixels, 2));
  vi8_store(out + 3 * stride, _mm512_extracti32x4_epi32(pixels, 3));
}

// The largest of 16 lanes; and below, the first of 16 lanes that equals `value`, which some lane does.
INLINE float vf32_highest(const vf32 v[1]) { return _mm512_reduce_max_ps(v[0]); }
INLINE int32_t vf32_first(const vf32 v[1], float value) {
  return __builtin_ctz(_mm512_cmp_ps_mask(v[0], _mm512_set1_ps(value), _CMP_EQ_OQ));
}

// stores one pixel of sixteen channels
INLINE void store_pieces(int8_t *out, ptrdiff_t stride, vi8 v, const int pixels) {
  (void)stride, (void)pixels;
  vi8_store(out, v);
}

// 16 int8 -> 16 int32
INLINE void vi8_widen(vi8 v, vi32 out[1]) { out[0] = _mm512_cvtepi8_epi32(v); }
// 16 pairs of int8 -> 16 pairs of int16
INLINE void vi8_pairs(vi8 a, vi8 b, vi32 out[1]) {
  out[0] = _mm512_cvtepi8_epi16(_mm256_set_m128i(_mm_unpackhi_epi8(a, b), _mm_unpacklo_epi8(a, b)));
}
INLINE vf32 vf32_add(vf32 a, vf32 b) { return _mm512_add_ps(a, b); }
INLINE vi32 vf32_bits(vf32 v) { return _mm512_castps_si512(v); }

// Within each 128 bits: bytes, or pairs of bytes, of a and b in turn, from the lower or the upper half.
INLINE vi32 interleave_bytes_low(vi32 a, vi32 b) { return _mm512_unpacklo_epi8(a, b); }
INLINE vi32 interleave_bytes_high(vi32 a, vi32 b) { return _mm512_unpackhi_epi8(a, b); }
INLINE vi32 interleave_words_low(vi32 a, vi32 b) { return _mm512_unpacklo_epi16(a, b); }
INLINE vi32 interleave_words_high(vi32 a, vi32 b) { return _mm512_unpackhi_epi16(a, b); }
// Stores the first `lanes` lanes of 128 bits
INLINE void store_lanes(int8_t *out, vi32 v, int32_t lanes) {
  _mm512_mask_storeu_epi64(out, (__mmask8)((1u << 2 * lanes) - 1), v);
}
