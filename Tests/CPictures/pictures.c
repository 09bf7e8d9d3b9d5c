#include "catseye_pictures.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is a pointer to this
  jmp_buf escape;
} error_manager;

static void leave(j_common_ptr info) { longjmp(((error_manager *)info->err)->escape, 1); }
static void say_nothing(j_common_ptr info) { (void)info; }

static void set_colour(j_compress_ptr info, int colour) {
  static const int samples[] = {1, 3, 3, 4, 4};
  static const J_COLOR_SPACE given[] = {JCS_GRAYSCALE, JCS_RGB, JCS_RGB, JCS_CMYK, JCS_CMYK};
  static const J_COLOR_SPACE stored[] = {JCS_GRAYSCALE, JCS_YCbCr, JCS_RGB, JCS_CMYK, JCS_YCCK};
  info->input_components = samples[colour];
  info->in_color_space = given[colour];
  jpeg_set_defaults(info);
  jpeg_set_colorspace(info, stored[colour]);
}

static void set_tables(j_compress_ptr info, int first, int quality) {
  static const unsigned int steps[2][2] = {{3, 2}, {5, 1}};
  for (int table = 0; table < 2; table++) {
    unsigned int values[DCTSIZE2];
    for (unsigned int at = 0; at < DCTSIZE2; at++) values[at] = steps[table][0] + steps[table][1] * at / 2;
    jpeg_add_quant_table(info, (first + table) % NUM_QUANT_TBLS, values, jpeg_quality_scaling(quality), FALSE);
  }
  for (int index = 0; index < info->num_components; index++)
    info->comp_info[index].quant_tbl_no = (first + (index > 0)) % NUM_QUANT_TBLS;
}

static void write_rows(j_compress_ptr info, uint32_t seed, uint8_t *row) {
  uint32_t noise = seed * 2654435761u + 1;
  while (info->next_scanline < info->image_height) {
    for (uint32_t at = 0; at < info->image_width * (uint32_t)info->input_components; at++) {
      noise = noise * 1664525 + 1013904223;
      row[at] = (uint8_t)(at * 3 + info->next_scanline * 5 + seed * 40 + (noise >> 28));
    }
    JSAMPROW rows = row;
    jpeg_write_scanlines(info, &rows, 1);
  }
}

size_t catseye_write_picture(const catseye_picture *picture, uint8_t *room, size_t capacity) {
  struct jpeg_compress_struct info;
  error_manager errors;
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  jpeg_scan_info scans[MAX_COMPONENTS];
  uint8_t *row = malloc((size_t)picture->width * 4);
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.output_message = say_nothing;
  jpeg_create_compress(&info);
  if (row == NULL || setjmp(errors.escape)) {
    jpeg_destroy_compress(&info);
    free(row);
    return 0;
  }
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = picture->width;
  info.image_height = picture->height;
  set_colour(&info, picture->colour);
  set_tables(&info, picture->first_table, picture->quality);
  info.comp_info[0].h_samp_factor = picture->horizontal;
  info.comp_info[0].v_samp_factor = picture->vertical;
  if (picture->colour == CATSEYE_PICTURE_CMYK || picture->colour == CATSEYE_PICTURE_YCCK) {
    info.comp_info[3].h_samp_factor = picture->horizontal;
    info.comp_info[3].v_samp_factor = picture->vertical;
  }
  if (picture->progressive) jpeg_simple_progression(&info);
  if (picture->separate_scans) {
    for (int index = 0; index < info.num_components; index++)
      scans[index] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {index}, .Se = DCTSIZE2 - 1};
    info.scan_info = scans;
    info.num_scans = info.num_components;
  }
  info.arith_code = picture->arithmetic ? TRUE : FALSE;
  info.optimize_coding = picture->own_huffman_tables ? TRUE : FALSE;
  info.restart_in_rows = picture->restart_rows;
  if (picture->no_jfif) info.write_JFIF_header = FALSE;
  jpeg_start_compress(&info, TRUE);
  write_rows(&info, picture->seed, row);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  size_t count = size <= capacity ? size : 0;
  memcpy(room, bytes, count);
  free(bytes);
  free(row);
  return count;
}
