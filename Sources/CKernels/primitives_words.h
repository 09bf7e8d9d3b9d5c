// 16 int16 in 256 bits, the same for AVX2 and AVX-512, whose channels are padded to 16. It is included like primitives_bytes.h.
#define WIDE_LANES 16
typedef __m256i vi16;
INLINE vi16 vi16_widen(const int8_t *p) { return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p)); }
INLINE void vi16_store(int16_t *p, vi16 v) { _mm256_storeu_si256((__m256i *)p, v); }
INLINE vi16 vi16_add(vi16 a, vi16 b) { return _mm256_add_epi16(a, b); }
INLINE vi16 vi16_sub(vi16 a, vi16 b) { return _mm256_sub_epi16(a, b); }
INLINE vi16 vi16_shift_left(vi16 v, int n) { return _mm256_slli_epi16(v, n); }

// the zero point that is added while 16 int32 are narrowed
typedef __m256i vn16;
INLINE vn16 vn16_set(int16_t v) { return _mm256_set1_epi16(v); }
