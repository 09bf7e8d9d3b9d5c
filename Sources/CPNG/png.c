#include "catseye_png.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct catseye_png {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position;
  catseye_png_header header;
  char *message; // the message buffer of the running call
};

static void fail(png_structp png, png_const_charp text) {
  catseye_png *file = png_get_error_ptr(png);
  snprintf(file->message, CATSEYE_PNG_MESSAGE_SIZE, "%s", text);
  longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep out, size_t count) {
  catseye_png *file = png_get_io_ptr(png);
  if (count > file->count - file->position) png_error(png, "the file is cut short");
  memcpy(out, file->bytes + file->position, count);
  file->position += count;
}

static void describe(catseye_png *file) {
  catseye_png_header *header = &file->header;
  int colour = png_get_color_type(file->png, file->info);
  header->width = png_get_image_width(file->png, file->info);
  header->height = png_get_image_height(file->png, file->info);
  header->bit_depth = png_get_bit_depth(file->png, file->info);
  header->kind = colour == PNG_COLOR_TYPE_PALETTE ? CATSEYE_PNG_PALETTE
                 : colour & PNG_COLOR_MASK_COLOR  ? CATSEYE_PNG_COLOUR
                                                  : CATSEYE_PNG_GREY;
  header->has_alpha = (colour & PNG_COLOR_MASK_ALPHA) != 0;
  png_colorp colours = NULL;
  int count = 0;
  if (header->kind == CATSEYE_PNG_PALETTE && png_get_PLTE(file->png, file->info, &colours, &count)) {
    png_bytep alpha = NULL;
    int alphas = 0;
    png_get_tRNS(file->png, file->info, &alpha, &alphas, NULL);
    header->palette_count = (uint32_t)count;
    for (int index = 0; index < count; index++) {
      uint8_t *out = header->palette + 4 * index;
      out[0] = colours[index].red, out[1] = colours[index].green, out[2] = colours[index].blue;
      out[3] = alpha && index < alphas ? alpha[index] : 255;
    }
  }
}

// Not every libpng reads eXIf. The chunk stands before the pixels, and the chunks' lengths lead to it.
static void find_exif(catseye_png *file) {
  size_t at = 8;
  while (at + 12 <= file->count) {
    const uint8_t *chunk = file->bytes + at;
    size_t length = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];
    if (length > file->count - at - 12) return;
    if (!memcmp(chunk + 4, "eXIf", 4)) {
      file->header.exif_offset = (uint32_t)(at + 8), file->header.exif_count = (uint32_t)length;
      return;
    }
    at += 12 + length;
  }
}

catseye_png *catseye_png_open(const uint8_t *bytes, size_t count, uint64_t max_pixels, catseye_png_header *header,
                              char message[CATSEYE_PNG_MESSAGE_SIZE]) {
  message[0] = 0;
  if (count < 8 || png_sig_cmp(bytes, 0, 8)) {
    snprintf(message, CATSEYE_PNG_MESSAGE_SIZE, "not a PNG file");
    return NULL;
  }
  catseye_png *file = calloc(1, sizeof *file);
  if (!file) return NULL;
  file->bytes = bytes, file->count = count, file->message = message;
  file->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, file, fail, ignore);
  file->info = file->png ? png_create_info_struct(file->png) : NULL;
  if (!file->info || setjmp(png_jmpbuf(file->png))) {
    if (!message[0]) snprintf(message, CATSEYE_PNG_MESSAGE_SIZE, "no memory for a PNG reader");
    catseye_png_close(file);
    return NULL;
  }
  png_set_read_fn(file->png, file, read_bytes);
  png_set_user_limits(file->png, 65535, 65535);
  png_read_info(file->png, file->info);
  describe(file);
  find_exif(file);
  if ((uint64_t)file->header.width * file->header.height > max_pixels) png_error(file->png, "the picture is too large");
  *header = file->header;
  return file;
}

// Reads rows of `row_bytes` each, after the transformations that were asked for.
static int read_rows(catseye_png *file, uint8_t *pixels, size_t row_bytes) {
  png_bytepp rows = malloc(file->header.height * sizeof *rows);
  if (!rows) {
    snprintf(file->message, CATSEYE_PNG_MESSAGE_SIZE, "no memory for a PNG reader");
    return -1;
  }
  for (size_t y = 0; y < file->header.height; y++) rows[y] = pixels + y * row_bytes;
  if (setjmp(png_jmpbuf(file->png))) {
    free(rows);
    return -1;
  }
  png_set_interlace_handling(file->png);
  png_read_update_info(file->png, file->info);
  if (png_get_rowbytes(file->png, file->info) != row_bytes) png_error(file->png, "rows of an unexpected length");
  png_read_image(file->png, rows);
  png_read_end(file->png, NULL); // reads the last checksums
  free(rows);
  return 0;
}

int catseye_png_read_rgba(catseye_png *file, uint8_t *rgba, char message[CATSEYE_PNG_MESSAGE_SIZE]) {
  file->message = message;
  if (setjmp(png_jmpbuf(file->png))) return -1;
  png_set_expand(file->png);
  png_set_strip_16(file->png);
  png_set_gray_to_rgb(file->png);
  png_set_add_alpha(file->png, 255, PNG_FILLER_AFTER);
  return read_rows(file, rgba, (size_t)file->header.width * 4);
}

int catseye_png_read_samples(catseye_png *file, uint16_t *samples, char message[CATSEYE_PNG_MESSAGE_SIZE]) {
  file->message = message;
  if (setjmp(png_jmpbuf(file->png))) return -1;
  if (file->header.kind == CATSEYE_PNG_COLOUR) png_error(file->png, "a file of colours has no single samples");
  const int is_deep = file->header.bit_depth == 16;
  const int has_alpha = png_get_color_type(file->png, file->info) == PNG_COLOR_TYPE_GRAY_ALPHA;
  const size_t pixels = (size_t)file->header.width * file->header.height;
  const size_t samples_a_pixel = has_alpha ? 2 : 1, size = is_deep ? 2 : 1;
  png_set_packing(file->png); // 1, 2 or 4 bits become a byte each, with the same value
  uint8_t *raw = malloc(pixels * samples_a_pixel * size);
  if (!raw) png_error(file->png, "no memory for a PNG reader");
  if (read_rows(file, raw, file->header.width * samples_a_pixel * size)) {
    free(raw);
    return -1;
  }
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const uint8_t *at = raw + pixel * samples_a_pixel * size;
    uint16_t value = is_deep ? (uint16_t)(at[0] << 8 | at[1]) : at[0];
    if (has_alpha && !(is_deep ? at[2] | at[3] : at[1])) value = 0;
    samples[pixel] = value;
  }
  free(raw);
  return 0;
}

void catseye_png_close(catseye_png *file) {
  if (!file) return;
  if (file->png) png_destroy_read_struct(&file->png, file->info ? &file->info : NULL, NULL);
  free(file);
}
