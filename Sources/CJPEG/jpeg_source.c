#include "jpeg_source.h"

#include <jerror.h>

static const uint8_t end_marker[2] = {0xFF, JPEG_EOI};

static void do_nothing(j_decompress_ptr info) { (void)info; }

// Some cameras leave the end marker out. When data end too early, libjpeg finds the end marker that is put here: inside a scan it warns,
// and in a header it reads on and comes here again.
static boolean fill_input_buffer(j_decompress_ptr info) {
  jpeg_source *source = (jpeg_source *)info->src;
  if (source->lacks_end) WARNMS(info, JWRN_JPEG_EOF);
  source->lacks_end = 1;
  source->base.next_input_byte = end_marker;
  source->base.bytes_in_buffer = sizeof end_marker;
  return TRUE;
}

static void skip_input_data(j_decompress_ptr info, long count) {
  struct jpeg_source_mgr *source = info->src;
  while (count > (long)source->bytes_in_buffer) {
    count -= (long)source->bytes_in_buffer;
    fill_input_buffer(info);
  }
  if (count <= 0) return;
  source->next_input_byte += count;
  source->bytes_in_buffer -= (size_t)count;
}

void jpeg_source_set(jpeg_source *source, j_decompress_ptr info, const uint8_t *data, size_t size) {
  source->base = (struct jpeg_source_mgr){
      .next_input_byte = data,
      .bytes_in_buffer = size,
      .init_source = do_nothing,
      .fill_input_buffer = fill_input_buffer,
      .skip_input_data = skip_input_data,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = do_nothing,
  };
  source->data = data;
  source->size = size;
  source->lacks_end = 0;
  info->src = &source->base;
}

// Webcams leave some bytes before restart and end markers; their pictures are complete.
#define STRAY_BYTES 16

int jpeg_source_passed_padding(j_decompress_ptr info) {
  const jpeg_source *source = (const jpeg_source *)info->src;
  size_t count = info->err->msg_parm.i[0] > 0 ? (size_t)info->err->msg_parm.i[0] : 0;
  if (info->input_scan_number == 0 || count <= STRAY_BYTES) return 1;
  if (!source->lacks_end) return 0;
  // without an end marker, the rest of the camera's buffer or the header of the next HTTP part stands here
  const uint8_t *end = source->data + source->size;
  const uint8_t *next = source->base.next_input_byte;
  if (next >= source->data && next <= end) end = next;
  size_t there = (size_t)(end - source->data);
  if (count > there) count = there;
  int all_zero = 1, all_text = 1;
  for (const uint8_t *byte = end - count; byte < end; byte++) {
    if (*byte != 0) all_zero = 0;
    if ((*byte < 0x20 || *byte > 0x7E) && *byte != '\r' && *byte != '\n' && *byte != '\t') all_text = 0;
  }
  return all_zero || all_text;
}

int jpeg_source_has_all_scans(j_decompress_ptr info) {
  const jpeg_source *source = (const jpeg_source *)info->src;
  for (int channel = 0; channel < info->num_components; channel++) {
    if (info->comp_info[channel].quant_table == NULL) return 0;
    if (!source->lacks_end || !info->progressive_mode || info->coef_bits == NULL) continue;
    for (int place = 0; place < DCTSIZE2; place++)
      if (info->coef_bits[channel][place] != 0) return 0;
  }
  return 1;
}
