// Template: sums and products of two tensors, and one tensor at another scale. Needs the primitives of one instruction set.
#include "catseye_operators.h"
#include "requantise.h"

// 16 channels, minus the zero point
INLINE void load_centred(const CatseyeOperand *operand, const int8_t *in, vi32 out[VECTORS]) {
  const vi32 zero_point = vi32_set(operand->zero_point);
  vi8_widen(operand->channel_stride ? vi8_load(in) : vi8_set(*in), out);
  for (int v = 0; v < VECTORS; v++) out[v] = vi32_sub(out[v], zero_point);
}

INLINE const int8_t *block_of(const CatseyeOperand *operand, int32_t y, int32_t c) {
  return operand->in + y * operand->row_stride + c * operand->channel_stride;
}

INLINE void load_block(const float *table, vf32 out[VECTORS]) {
  for (int v = 0; v < VECTORS; v++) out[v] = vf32_load(table + v * LANES);
}

// 16 channels of a row; the operation is a constant at each call
INLINE void elementwise_block(const CatseyeElementwise *e, const int operation, int32_t y, int32_t c) {
  const CatseyeOperand *first = &e->operands[0], *second = &e->operands[operation == CATSEYE_RESCALE ? 0 : 1];
  const HeadRange range = head_range(&(CatseyeHead){.low = e->low, .high = e->high, .zero_point = e->zero_point});
  const vf32 one = vf32_set(1), slope = vf32_set(e->slope);
  vf32 factors[VECTORS], other_factors[VECTORS], shift[VECTORS];
  load_block(first->factors + c, factors);
  load_block((operation == CATSEYE_ADD ? second : first)->factors + c, other_factors);
  load_block(e->shift + c, shift);
  const int8_t *a = block_of(first, y, c), *b = block_of(second, y, c);
  int8_t *out = e->out + y * e->row_stride + c;
  const int32_t kept = e->channels - c < CATSEYE_CHANNEL_BLOCK ? e->channels - c : CATSEYE_CHANNEL_BLOCK;
  for (int32_t x = 0; x < e->width; x++, a += first->pixel_stride, b += second->pixel_stride, out += e->pixel_stride) {
    vi32 left[VECTORS], right[VECTORS], q[VECTORS];
    load_centred(first, a, left);
    if (operation != CATSEYE_RESCALE) load_centred(second, b, right);
    for (int v = 0; v < VECTORS; v++) {
      if (operation == CATSEYE_MULTIPLY) left[v] = vi32_mul(left[v], right[v]);
      vf32 t = vf32_mul(vf32_from(left[v]), factors[v]);
      if (operation == CATSEYE_ADD) t = vf32_add(t, vf32_mul(vf32_from(right[v]), other_factors[v]));
      t = vf32_add(t, shift[v]);
      q[v] = vi32_round_below(vf32_mul(t, vf32_by_sign(vf32_bits(t), one, slope)), range.top);
    }
    const vi8 bytes = narrow(q, &range, VALUE);
    if (kept == CATSEYE_CHANNEL_BLOCK) {
      vi8_store(out, bytes);
    } else {
      int8_t buffer[CATSEYE_CHANNEL_BLOCK];
      vi8_store(buffer, bytes);
      for (int32_t i = 0; i < kept; i++) out[i] = buffer[i];
    }
  }
}

TARGET static void ISA(elementwise)(const CatseyeElementwise *e, int32_t row_begin, int32_t row_end) {
  for (int32_t y = row_begin; y < row_end; y++)
    for (int32_t c = 0; c < e->channels; c += CATSEYE_CHANNEL_BLOCK) switch (e->operation) {
        case CATSEYE_ADD: elementwise_block(e, CATSEYE_ADD, y, c); break;
        case CATSEYE_MULTIPLY: elementwise_block(e, CATSEYE_MULTIPLY, y, c); break;
        default: elementwise_block(e, CATSEYE_RESCALE, y, c);
      }
}
