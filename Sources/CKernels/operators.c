#include "catseye_operators.h"

#include <string.h>

static void gather_row(const CatseyeGather *gather, int32_t from, int8_t *out) {
  const int8_t *row = gather->in + from * gather->in_row_stride;
  for (int32_t x = 0; x < gather->width; x++) {
    const int8_t *pixel = row + (ptrdiff_t)gather->columns[x] * gather->in_channels;
    for (int32_t c = 0; c < gather->channels; c += CATSEYE_CHANNEL_BLOCK, out += CATSEYE_CHANNEL_BLOCK) {
      if (gather->columns[x] < 0) memset(out, gather->fill, CATSEYE_CHANNEL_BLOCK);
      else memcpy(out, pixel + c, CATSEYE_CHANNEL_BLOCK);
    }
  }
}

void catseye_gather(const CatseyeGather *gather, int32_t row_begin, int32_t row_end) {
  const size_t row_bytes = (size_t)gather->width * gather->channels;
  for (int32_t y = row_begin; y < row_end; y++) {
    int8_t *out = gather->out + y * gather->out_row_stride;
    if (gather->rows[y] < 0) memset(out, gather->fill, row_bytes);
    else if (y > row_begin && gather->rows[y] == gather->rows[y - 1]) memcpy(out, out - gather->out_row_stride, row_bytes);
    else gather_row(gather, gather->rows[y], out);
  }
}

void catseye_lookup(const CatseyeLookup *lookup, int32_t row_begin, int32_t row_end) {
  const int8_t *middle = lookup->table + 128;
  for (int32_t y = row_begin; y < row_end; y++) {
    const int8_t *in = lookup->in + y * lookup->in_row_stride;
    int8_t *out = lookup->out + y * lookup->out_row_stride;
    for (int32_t i = 0; i < lookup->row_bytes; i++) out[i] = middle[in[i]];
  }
}
