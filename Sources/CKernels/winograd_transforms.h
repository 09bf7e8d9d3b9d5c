// Template: the transforms of F(4, 1 ... 3) in one direction; `taps` is a constant at each call (NUMERICS.md, "Winograd").

// B^T. |V| <= 100 * 128 fits int16, and so does every intermediate result.
INLINE void transform_input(const vi16 d[MOST_POINTS], const int taps, vi16 out[MOST_POINTS]) {
  if (taps == 1) {
    for (int i = 0; i < 4; i++) out[i] = d[i];
  } else if (taps == 2) {
    const vi16 far = vi16_sub(d[3], d[1]), near = vi16_sub(d[3], d[2]), twice1 = vi16_add(d[1], d[1]);
    out[0] = vi16_add(far, vi16_shift_left(vi16_sub(d[0], d[2]), 1));
    out[1] = vi16_sub(near, twice1);
    out[2] = vi16_add(vi16_sub(near, vi16_add(d[2], d[2])), twice1);
    out[3] = far;
    out[4] = vi16_sub(vi16_sub(d[4], d[2]), vi16_add(far, far));
  } else {
    const vi16 even = vi16_sub(d[4], vi16_shift_left(d[2], 2)), odd = vi16_sub(d[3], vi16_shift_left(d[1], 2));
    const vi16 far = vi16_sub(d[4], d[2]), half = vi16_sub(d[3], d[1]), near = vi16_add(half, half);
    out[0] = vi16_add(vi16_shift_left(d[0], 2), vi16_sub(even, d[2]));
    out[1] = vi16_add(even, odd);
    out[2] = vi16_sub(even, odd);
    out[3] = vi16_add(far, near);
    out[4] = vi16_sub(far, near);
    out[5] = vi16_sub(vi16_sub(d[5], vi16_shift_left(d[3], 2)), odd);
  }
}

INLINE vi16 vi16_sixfold(vi16 v) { return vi16_shift_left(vi16_add(vi16_add(v, v), v), 1); }

// Row y of G for three taps, as in winograd_weights.h.
INLINE vi16 transform_weight_row(const vi16 g[3], const int y) {
  const vi16 zero = vi16_sub(g[0], g[0]), twice = vi16_add(g[1], g[1]);
  switch (y) {
    case 0: return vi16_sixfold(g[0]);
    case 1: return vi16_sub(zero, vi16_shift_left(vi16_add(vi16_add(g[0], g[2]), g[1]), 2));
    case 2: return vi16_sub(zero, vi16_shift_left(vi16_sub(vi16_add(g[0], g[2]), g[1]), 2));
    case 3: return vi16_add(vi16_add(g[0], vi16_shift_left(g[2], 2)), twice);
    case 4: return vi16_sub(vi16_add(g[0], vi16_shift_left(g[2], 2)), twice);
    default: return vi16_sixfold(g[2]);
  }
}

// A^T.
INLINE void transform_output(const vi32 m[MOST_POINTS], const int taps, vi32 out[4]) {
  if (taps == 1) {
    for (int i = 0; i < 4; i++) out[i] = m[i];
    return;
  }
  const vi32 sum = vi32_add(m[1], m[2]), difference = vi32_sub(m[1], m[2]);
  if (taps == 2) {
    const vi32 twice = vi32_add(m[3], m[3]), fourfold = vi32_add(twice, twice);
    out[0] = vi32_add(m[0], vi32_add(sum, m[3]));
    out[1] = vi32_add(difference, twice);
    out[2] = vi32_add(sum, fourfold);
    out[3] = vi32_add(difference, vi32_add(vi32_add(fourfold, fourfold), m[4]));
  } else {
    const vi32 sum2 = vi32_add(m[3], m[4]), difference2 = vi32_sub(m[3], m[4]);
    const vi32 twice2 = vi32_add(difference2, difference2);
    out[0] = vi32_add(m[0], vi32_add(sum, sum2));
    out[1] = vi32_add(difference, twice2);
    out[2] = vi32_add(sum, vi32_shift_left(sum2, 2));
    out[3] = vi32_add(difference, vi32_shift_left(vi32_add(twice2, m[5]), 2));
  }
}

// S modulo 2^32 -> Y. A direction with three taps multiplies Y by 24, one with two taps by 6: each has a factor of 3, and 8 or 2.
INLINE vi32 exact_sum(vi32 s, const int taps_y, const int taps_x) {
  const int shift = (taps_y == 3 ? 3 : taps_y - 1) + (taps_x == 3 ? 3 : taps_x - 1);
  const uint32_t inverse = taps_y > 1 && taps_x > 1 ? 0x38E38E39 : 0xAAAAAAAB; // the inverse of 9, or of 3
  return vi32_shift_right(vi32_mul(s, vi32_set((int32_t)inverse)), shift);
}
