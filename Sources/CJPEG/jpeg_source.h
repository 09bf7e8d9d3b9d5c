// Where libjpeg reads a picture from: a block of memory, with an end marker behind it where the picture has none.
#ifndef CATSEYE_JPEG_SOURCE_H
#define CATSEYE_JPEG_SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_source_mgr base;  // first, so that libjpeg's pointer to it is a pointer to this
  const uint8_t *data;
  size_t size;
  int lacks_end;  // libjpeg has read all of it and found no end marker
} jpeg_source;

void jpeg_source_set(jpeg_source *source, j_decompress_ptr info, const uint8_t *data, size_t size);

// Whether the bytes that libjpeg has just passed over, looking for a marker, are what encoders leave behind a scan, and
// not coded data that the picture had no use for. To be called from emit_message, with JWRN_EXTRANEOUS_DATA.
int jpeg_source_passed_padding(j_decompress_ptr info);

// After jpeg_start_decompress: each channel had a scan, and a progressive picture without an end marker all of its scans.
int jpeg_source_has_all_scans(j_decompress_ptr info);

#endif
