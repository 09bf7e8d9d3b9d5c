// AVX2: 8 int32 lanes; with AVX_VNNI its fused product. Functions that use these have TARGET.
#pragma once
#include <immintrin.h>

#ifdef AVX_VNNI
#define ISA(name) name##_avxvnni
#define TARGET __attribute__((target("avx2,avxvnni")))
#else
#define ISA(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#endif
#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES 8

#include "primitives_bytes.h"
#include "primitives_words.h"

typedef __m256i vi32;
typedef __m256 vf32;

INLINE vi32 vi32_zero(void) { return _mm256_setzero_si256(); }
INLINE vi32 vi32_load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
INLINE void vi32_store(void *p, vi32 v) { _mm256_storeu_si256((__m256i *)p, v); }
INLINE vi32 vi32_add(vi32 a, vi32 b) { return _mm256_add_epi32(a, b); }
INLINE vi32 vi32_set(int32_t v) { return _mm256_set1_epi32(v); }
// acc plus the products of int16 pairs
#ifdef AVX_VNNI
INLINE vi32 vi16_dot_add(vi32 acc, vi32 a, vi32 b) { // as assembly, for clang makes two instructions of the intrinsic
  __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(acc) : "x"(a), "x"(b));
  return acc;
}
// acc plus the products of unsigned bytes and signed ones, four to a lane
INLINE vi32 vu8_dot_add(vi32 acc, vi32 a, vi32 b) { return _mm256_dpbusd_avx_epi32(acc, a, b); }
#else
INLINE vi32 vi16_dot_add(vi32 acc, vi32 a, vi32 b) { return _mm256_add_epi32(acc, _mm256_madd_epi16(a, b)); }
#endif
INLINE vf32 vf32_load(const float *p) { return _mm256_loadu_ps(p); }
INLINE vf32 vf32_set(float v) { return _mm256_set1_ps(v); }
INLINE vf32 vf32_from(vi32 v) { return _mm256_cvtepi32_ps(v); }
INLINE vf32 vf32_mul(vf32 a, vf32 b) { return _mm256_mul_ps(a, b); }
INLINE vf32 vf32_sub(vf32 a, vf32 b) { return _mm256_sub_ps(a, b); }
// a value above int32 would become its minimum; a value below becomes it rightly
INLINE vi32 vi32_round_below(vf32 v, vf32 top) { return _mm256_cvtps_epi32(_mm256_min_ps(v, top)); }
// negative where the accumulator's sign bit is set, else positive
INLINE vf32 vf32_by_sign(vi32 acc, vf32 positive, vf32 negative) {
  return _mm256_blendv_ps(positive, negative, _mm256_castsi256_ps(acc));
}

INLINE vi32 vi32_xor(vi32 a, vi32 b) { return _mm256_xor_si256(a, b); }
INLINE vi32 vi32_max(vi32 a, vi32 b) { return _mm256_max_epi32(a, b); }
INLINE vi32 vi32_sub(vi32 a, vi32 b) { return _mm256_sub_epi32(a, b); }
INLINE vi32 vi32_mul(vi32 a, vi32 b) { return _mm256_mullo_epi32(a, b); }
INLINE vi32 vi32_shift_left(vi32 v, int n) { return _mm256_slli_epi32(v, n); }
INLINE vi32 vi32_shift_right(vi32 v, int n) { return _mm256_srai_epi32(v, n); }

// 16 int32 -> int16, plus the zero point, -> int8; every step saturates
INLINE vi8 vi8_narrow(const vi32 v[2], vn16 zero_point) {
  // packs works within 128-bit lanes; the permutation puts the quarters back in order
  const __m256i words = _mm256_adds_epi16(_mm256_packs_epi32(v[0], v[1]), zero_point);
  const __m256i ordered = _mm256_permute4x64_epi64(words, _MM_SHUFFLE(3, 1, 2, 0));
  return _mm_packs_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
}

// Narrows and clamps two pixels' 16 int32, and stores them in two places
#define NARROWED_AT_ONCE 2
INLINE void narrow_pixels(const vi32 v[2][2], vn16 zero_point, vi8 low, vi8 high, int8_t *out, ptrdiff_t stride) {
  const __m256i left = _mm256_adds_epi16(_mm256_packs_epi32(v[0][0], v[0][1]), zero_point);
  const __m256i right = _mm256_adds_epi16(_mm256_packs_epi32(v[1][0], v[1][1]), zero_point);
  const __m256i bytes = _mm256_max_epi8(_mm256_packs_epi16(left, right), _mm256_broadcastsi128_si256(low));
  const __m256i pixels = _mm256_permutevar8x32_epi32(
      _mm256_min_epi8(bytes, _mm256_broadcastsi128_si256(high)), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  vi8_store(out, _mm256_castsi256_si128(pixels));
  vi8_store(out + stride, _mm256_extracti128_si256(pixels, 1));
}

INLINE vf32 vf32_min(vf32 a, vf32 b) { return _mm256_min_ps(a, b); }
INLINE vf32 vf32_max(vf32 a, vf32 b) { return _mm256_max_ps(a, b); }
// The largest of 16 lanes; and below, the first of 16 lanes that equals `value`, which some lane does.
INLINE float vf32_highest(const vf32 v[2]) {
  const __m256 both = _mm256_max_ps(v[0], v[1]);
  __m128 best = _mm_max_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
  best = _mm_max_ps(best, _mm_movehl_ps(best, best));
  return _mm_cvtss_f32(_mm_max_ss(best, _mm_shuffle_ps(best, best, 1)));
}
INLINE int32_t vf32_first(const vf32 v[2], float value) {
  const __m256 wanted = _mm256_set1_ps(value);
  const uint32_t low = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(v[0], wanted, _CMP_EQ_OQ));
  const uint32_t high = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(v[1], wanted, _CMP_EQ_OQ));
  return __builtin_ctz(low | high << 8);
}

// stores two pixels of eight channels
INLINE void store_pieces(int8_t *out, ptrdiff_t stride, vi8 v, const int pixels) {
  (void)pixels;
  _mm_storel_epi64((__m128i *)out, v);
  _mm_storeh_pd((double *)(out + stride), _mm_castsi128_pd(v));
}

// 16 int8 -> 16 int32
INLINE void vi8_widen(vi8 v, vi32 out[2]) {
  out[0] = _mm256_cvtepi8_epi32(v);
  out[1] = _mm256_cvtepi8_epi32(_mm_srli_si128(v, 8));
}
// 16 pairs of int8 -> 16 pairs of int16
INLINE void vi8_pairs(vi8 a, vi8 b, vi32 out[2]) {
  out[0] = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(a, b));
  out[1] = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(a, b));
}
INLINE vf32 vf32_add(vf32 a, vf32 b) { return _mm256_add_ps(a, b); }
INLINE vi32 vf32_bits(vf32 v) { return _mm256_castps_si256(v); }
