#include "catseye_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "jpeg_pool.h"
#include "jpeg_source.h"

// A progressive JPEG of a few kilobytes can have thousands of scans of a large picture; cameras write about ten.
#define MAX_SCANS 100

typedef struct {
  struct jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is a pointer to this
  jmp_buf escape;
  int status;
  char *message;
} error_manager;

static void leave(j_common_ptr info, int status) {
  error_manager *errors = (error_manager *)info->err;
  errors->status = status;
  info->err->format_message(info, errors->message);
  longjmp(errors->escape, 1);
}

static void error_exit(j_common_ptr info) {
  switch (info->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
      leave(info, CATSEYE_JPEG_NO_MEMORY);
      break;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
      leave(info, CATSEYE_JPEG_TOO_LARGE);
      break;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
      leave(info, CATSEYE_JPEG_UNSUPPORTED);
      break;
    default:
      leave(info, CATSEYE_JPEG_CORRUPT);
  }
}

// After these warnings libjpeg continues with invented pixels. A mask of invented pixels is worse than a missing frame.
static void emit_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
    case JWRN_NOT_SEQUENTIAL:
      leave(info, CATSEYE_JPEG_CORRUPT);
      break;
    case JWRN_EXTRANEOUS_DATA:
      if (info->is_decompressor && !jpeg_source_passed_padding((j_decompress_ptr)info)) leave(info, CATSEYE_JPEG_CORRUPT);
      break;
    default:
      break;  // oddities of Adobe, JFIF or ICC data; the pixels are complete
  }
}

static void output_message(j_common_ptr info) { (void)info; }

static struct jpeg_error_mgr *install_errors(error_manager *errors) {
  jpeg_std_error(&errors->base);
  errors->base.error_exit = error_exit;
  errors->base.emit_message = emit_message;
  errors->base.output_message = output_message;
  return &errors->base;
}

static int refuse(char *message, int status, const char *text) {
  snprintf(message, CATSEYE_JPEG_MESSAGE_SIZE, "%s", text);
  return status;
}

// ---- Decoder

struct catseye_jpeg_decoder {
  struct jpeg_decompress_struct info;
  error_manager errors;
  struct jpeg_progress_mgr progress;
  jpeg_pool pool;
  jpeg_source source;
  uint64_t max_pixels;
  JHUFF_TBL standard_dc[2], standard_ac[2];
};

// The tables of T.81, annex K, as libjpeg's own encoder has them.
static void keep_standard_tables(catseye_jpeg_decoder *decoder) {
  struct jpeg_compress_struct encoder = {.err = decoder->info.err};
  jpeg_create_compress(&encoder);
  encoder.in_color_space = JCS_RGB;
  encoder.input_components = 3;
  jpeg_set_defaults(&encoder);
  for (int table = 0; table < 2; table++) {
    decoder->standard_dc[table] = *encoder.dc_huff_tbl_ptrs[table];
    decoder->standard_ac[table] = *encoder.ac_huff_tbl_ptrs[table];
  }
  jpeg_destroy_compress(&encoder);
}

static void set_table(j_decompress_ptr info, JHUFF_TBL **place, const JHUFF_TBL *table) {
  if (*place == NULL) *place = jpeg_alloc_huff_table((j_common_ptr)info);
  **place = *table;
}

// A picture's result must not depend on the picture before it. libjpeg keeps this between pictures, and it is treated so:
// - Huffman tables: set to the standard ones. Webcams' frames (AVI1) bring none and mean these. Nothing else may come from outside a
//   picture.
// - quantisation tables: emptied. A picture that uses one which it did not bring is corrupt (has_own_quantisation).
// - restart interval, arithmetic conditioning, JFIF and Adobe marks, colour space: libjpeg clears them at each SOI, and a picture that
//   does not begin with one is refused.
// - size, channels and their sampling: each SOF writes all of them, and a second one in a picture is refused.
// - the record of SOI, SOF, scans and markers, and coef_bits: jpeg_read_header clears it.
// - parameters of the output: jpeg_read_header sets defaults, and catseye_jpeg_decode_rgb sets those that count.
// - derived tables, coefficients, rows: they are in the picture's memory, which is released with it and written before it is read.
// The tables stay allocated, because libjpeg would take them from the pool again for each picture.
static void forget_tables(catseye_jpeg_decoder *decoder) {
  j_decompress_ptr info = &decoder->info;
  for (int table = 0; table < NUM_QUANT_TBLS; table++) {
    if (info->quant_tbl_ptrs[table] == NULL) info->quant_tbl_ptrs[table] = jpeg_alloc_quant_table((j_common_ptr)info);
    memset(info->quant_tbl_ptrs[table]->quantval, 0, sizeof info->quant_tbl_ptrs[table]->quantval);
  }
  for (int table = 0; table < NUM_HUFF_TBLS; table++) {
    static const JHUFF_TBL none;
    set_table(info, &info->dc_huff_tbl_ptrs[table], table < 2 ? &decoder->standard_dc[table] : &none);
    set_table(info, &info->ac_huff_tbl_ptrs[table], table < 2 ? &decoder->standard_ac[table] : &none);
  }
}

// Call it after jpeg_start_decompress, when each channel has its table. No step may be 0 (T.81, B.2.4.1), so a 0 is one that
// forget_tables left.
static int has_own_quantisation(j_decompress_ptr info) {
  for (int channel = 0; channel < info->num_components; channel++) {
    const JQUANT_TBL *table = info->comp_info[channel].quant_table;
    for (int step = 0; table != NULL && step < DCTSIZE2; step++)
      if (table->quantval[step] == 0) return 0;
  }
  return 1;
}

static void count_scans(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (((j_decompress_ptr)info)->input_scan_number > MAX_SCANS) {
    snprintf(((error_manager *)info->err)->message, CATSEYE_JPEG_MESSAGE_SIZE, "more than %d scans", MAX_SCANS);
    ((error_manager *)info->err)->status = CATSEYE_JPEG_CORRUPT;
    longjmp(((error_manager *)info->err)->escape, 1);
  }
}

catseye_jpeg_decoder *catseye_jpeg_decoder_create(uint64_t max_pixels, void *pool, size_t pool_size) {
  catseye_jpeg_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  char message[CATSEYE_JPEG_MESSAGE_SIZE];
  decoder->info.err = install_errors(&decoder->errors);
  decoder->errors.message = message;
  if (setjmp(decoder->errors.escape)) {
    free(decoder);
    return NULL;
  }
  keep_standard_tables(decoder);
  jpeg_create_decompress(&decoder->info);
  decoder->progress.progress_monitor = count_scans;
  decoder->info.progress = &decoder->progress;
  decoder->max_pixels = max_pixels;
  if (pool != NULL) jpeg_pool_install(&decoder->pool, (j_common_ptr)&decoder->info, pool, pool_size);
  return decoder;
}

void catseye_jpeg_decoder_destroy(catseye_jpeg_decoder *decoder) {
  if (decoder == NULL) return;
  jpeg_pool_remove(&decoder->pool, (j_common_ptr)&decoder->info);
  jpeg_destroy_decompress(&decoder->info);
  free(decoder);
}

// It runs inside the caller's setjmp.
static int start(catseye_jpeg_decoder *decoder, const uint8_t *data, size_t size, char *message) {
  j_decompress_ptr info = &decoder->info;
  if (data == NULL || size == 0) return refuse(message, CATSEYE_JPEG_CORRUPT, "no bytes at all");
  jpeg_source_set(&decoder->source, info, data, size);
  forget_tables(decoder);
  jpeg_read_header(info, TRUE);
  if ((uint64_t)info->image_width * info->image_height > decoder->max_pixels) {
    snprintf(message, CATSEYE_JPEG_MESSAGE_SIZE, "%u x %u pixels, more than the %llu that are accepted",
             info->image_width, info->image_height, (unsigned long long)decoder->max_pixels);
    return CATSEYE_JPEG_TOO_LARGE;
  }
  switch (info->jpeg_color_space) {
    case JCS_GRAYSCALE:
    case JCS_RGB:
    case JCS_YCbCr:
      return CATSEYE_JPEG_OK;
    case JCS_CMYK:
    case JCS_YCCK:
      return refuse(message, CATSEYE_JPEG_UNSUPPORTED, "a CMYK picture; convert it to RGB");
    default:
      return refuse(message, CATSEYE_JPEG_UNSUPPORTED, "neither a grey nor a three-channel colour picture");
  }
}

int catseye_jpeg_read_header(catseye_jpeg_decoder *decoder, const uint8_t *data, size_t size, uint32_t *width,
                             uint32_t *height, char message[CATSEYE_JPEG_MESSAGE_SIZE]) {
  message[0] = 0;
  decoder->errors.message = message;
  if (setjmp(decoder->errors.escape)) {
    jpeg_abort_decompress(&decoder->info);
    return decoder->errors.status;
  }
  int status = start(decoder, data, size, message);
  if (status == CATSEYE_JPEG_OK) {
    *width = decoder->info.image_width;
    *height = decoder->info.image_height;
  }
  jpeg_abort_decompress(&decoder->info);
  return status;
}

int catseye_jpeg_decode_rgb(catseye_jpeg_decoder *decoder, const uint8_t *data, size_t size, uint8_t *rgb,
                            uint32_t width, uint32_t height, char message[CATSEYE_JPEG_MESSAGE_SIZE]) {
  j_decompress_ptr info = &decoder->info;
  message[0] = 0;
  decoder->errors.message = message;
  if (setjmp(decoder->errors.escape)) {
    jpeg_abort_decompress(info);
    return decoder->errors.status;
  }
  int status = start(decoder, data, size, message);
  if (status == CATSEYE_JPEG_OK && (info->image_width != width || info->image_height != height)) {
    snprintf(message, CATSEYE_JPEG_MESSAGE_SIZE, "%u x %u pixels where %u x %u were expected", info->image_width,
             info->image_height, width, height);
    status = CATSEYE_JPEG_SIZE_MISMATCH;
  }
  if (status != CATSEYE_JPEG_OK) {
    jpeg_abort_decompress(info);
    return status;
  }
  info->out_color_space = JCS_RGB;
  info->dct_method = JDCT_ISLOW;
  info->do_fancy_upsampling = TRUE;
  info->do_block_smoothing = FALSE;  // libjpeg-turbo 2.1 changed its result
  info->scale_num = info->scale_denom = 1;
  jpeg_start_decompress(info);
  if (!has_own_quantisation(info)) {
    jpeg_abort_decompress(info);
    return refuse(message, CATSEYE_JPEG_CORRUPT, "no quantisation table of its own");
  }
  if (!jpeg_source_has_all_scans(info)) {
    jpeg_abort_decompress(info);
    return refuse(message, CATSEYE_JPEG_CORRUPT, "some of its scans are missing");
  }
  while (info->output_scanline < height) {
    JSAMPROW row = rgb + (size_t)info->output_scanline * width * 3;
    jpeg_read_scanlines(info, &row, 1);
  }
  jpeg_finish_decompress(info);
  // An arithmetic decoder may read past the end of its data, so only the end marker shows that they are complete.
  if (info->arith_code && decoder->source.lacks_end)
    return refuse(message, CATSEYE_JPEG_CORRUPT, "arithmetic coding without an end marker");
  return CATSEYE_JPEG_OK;
}

// ---- Encoder

typedef struct {
  struct jpeg_destination_mgr base;  // first, as above
  uint8_t *buffer;
  size_t capacity;
  // libjpeg asks for more room as soon as the buffer is full, even if nothing is left to write; further bytes go here.
  uint8_t spill[16];
  int is_full;
} destination_manager;

struct catseye_jpeg_encoder {
  struct jpeg_compress_struct info;
  error_manager errors;
  destination_manager destination;
  jpeg_pool pool;
};

static void init_destination(j_compress_ptr info) {
  destination_manager *destination = (destination_manager *)info->dest;
  destination->base.next_output_byte = destination->buffer;
  destination->base.free_in_buffer = destination->capacity;
  destination->is_full = 0;
}

static void leave_full(j_compress_ptr info) {
  error_manager *errors = (error_manager *)info->err;
  errors->status = CATSEYE_JPEG_BUFFER_FULL;
  snprintf(errors->message, CATSEYE_JPEG_MESSAGE_SIZE, "the JPEG needs more than %zu bytes",
           ((destination_manager *)info->dest)->capacity);
  longjmp(errors->escape, 1);
}

static boolean empty_output_buffer(j_compress_ptr info) {
  destination_manager *destination = (destination_manager *)info->dest;
  if (destination->is_full) leave_full(info);
  destination->is_full = 1;
  destination->base.next_output_byte = destination->spill;
  destination->base.free_in_buffer = sizeof destination->spill;
  return TRUE;
}

static void term_destination(j_compress_ptr info) {
  destination_manager *destination = (destination_manager *)info->dest;
  if (destination->is_full && destination->base.free_in_buffer < sizeof destination->spill) leave_full(info);
}

catseye_jpeg_encoder *catseye_jpeg_encoder_create(void *pool, size_t pool_size) {
  catseye_jpeg_encoder *encoder = calloc(1, sizeof *encoder);
  if (encoder == NULL) return NULL;
  char message[CATSEYE_JPEG_MESSAGE_SIZE];
  encoder->info.err = install_errors(&encoder->errors);
  encoder->errors.message = message;
  if (setjmp(encoder->errors.escape)) {
    free(encoder);
    return NULL;
  }
  jpeg_create_compress(&encoder->info);
  encoder->destination.base.init_destination = init_destination;
  encoder->destination.base.empty_output_buffer = empty_output_buffer;
  encoder->destination.base.term_destination = term_destination;
  encoder->info.dest = &encoder->destination.base;
  if (pool != NULL) jpeg_pool_install(&encoder->pool, (j_common_ptr)&encoder->info, pool, pool_size);
  return encoder;
}

void catseye_jpeg_encoder_destroy(catseye_jpeg_encoder *encoder) {
  if (encoder == NULL) return;
  jpeg_pool_remove(&encoder->pool, (j_common_ptr)&encoder->info);
  jpeg_destroy_compress(&encoder->info);
  free(encoder);
}

int catseye_jpeg_encode_rgb(catseye_jpeg_encoder *encoder, const uint8_t *rgb, uint32_t width, uint32_t height,
                            int quality, int subsampling, uint8_t *buffer, size_t capacity, size_t *size,
                            char message[CATSEYE_JPEG_MESSAGE_SIZE]) {
  j_compress_ptr info = &encoder->info;
  message[0] = 0;
  *size = 0;
  encoder->errors.message = message;
  if (setjmp(encoder->errors.escape)) {
    jpeg_abort_compress(info);
    return encoder->errors.status;
  }
  if (capacity == 0) return refuse(message, CATSEYE_JPEG_BUFFER_FULL, "the JPEG needs more than 0 bytes");
  encoder->destination.buffer = buffer;
  encoder->destination.capacity = capacity;
  info->image_width = width;
  info->image_height = height;
  info->input_components = 3;
  info->in_color_space = JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  info->dct_method = JDCT_ISLOW;
  info->comp_info[0].h_samp_factor = info->comp_info[0].v_samp_factor = subsampling == CATSEYE_JPEG_420 ? 2 : 1;
  jpeg_start_compress(info, TRUE);
  while (info->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)rgb + (size_t)info->next_scanline * width * 3;
    jpeg_write_scanlines(info, &row, 1);
  }
  jpeg_finish_compress(info);
  *size = encoder->destination.is_full ? capacity : capacity - encoder->destination.base.free_in_buffer;
  return CATSEYE_JPEG_OK;
}
