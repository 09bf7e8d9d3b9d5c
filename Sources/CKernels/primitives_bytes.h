// 16 int8 in 128 bits, the same on every x86-64. primitives_*.h include it after they have defined TARGET and INLINE.
typedef __m128i vi8;
INLINE vi8 vi8_load(const int8_t *p) { return _mm_loadu_si128((const __m128i *)p); }
INLINE void vi8_store(int8_t *p, vi8 v) { _mm_storeu_si128((__m128i *)p, v); }
INLINE vi8 vi8_max(vi8 a, vi8 b) { return _mm_max_epi8(a, b); }
INLINE vi8 vi8_min(vi8 a, vi8 b) { return _mm_min_epi8(a, b); }
INLINE vi8 vi8_set(int8_t v) { return _mm_set1_epi8(v); }
// v where a equals b, else -128
INLINE vi8 vi8_where_equal(vi8 a, vi8 b, vi8 v) {
  return _mm_blendv_epi8(vi8_set(-128), v, _mm_cmpeq_epi8(a, b));
}

// 8 int8 -> 8 int16
INLINE void widen_8(int16_t *out, const int8_t *in) {
  _mm_storeu_si128((__m128i *)out, _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)in)));
}
