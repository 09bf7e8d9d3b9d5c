// The source from which libjpeg reads a picture: a block of memory, and an end marker after it if the picture has none.
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
  int lacks_end;  // libjpeg has read everything and found no end marker
} jpeg_source;

void jpeg_source_set(jpeg_source *source, j_decompress_ptr info, const uint8_t *data, size_t size);

// Whether the bytes that libjpeg has just skipped, in search of a marker, are bytes that encoders leave after a scan, and not coded data
// for which the picture had no use. Call it from emit_message, with JWRN_EXTRANEOUS_DATA.
int jpeg_source_passed_padding(j_decompress_ptr info);

// Call it after jpeg_start_decompress: whether each channel had a scan, and a progressive picture without an end marker all its scans.
int jpeg_source_has_all_scans(j_decompress_ptr info);

#endif
