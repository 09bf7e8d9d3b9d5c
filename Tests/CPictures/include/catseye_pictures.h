// JPEGs of every layout that libjpeg can write, for tests; the project's own encoder writes only two of them.
#ifndef CATSEYE_PICTURES_H
#define CATSEYE_PICTURES_H

#include <stddef.h>
#include <stdint.h>

enum {
  CATSEYE_PICTURE_GREY,
  CATSEYE_PICTURE_YCC,
  CATSEYE_PICTURE_RGB,   // stored as RGB, with an Adobe mark
  CATSEYE_PICTURE_CMYK,
  CATSEYE_PICTURE_YCCK,
};

typedef struct {
  uint32_t width, height, seed;
  int colour;                       // one of the above
  int horizontal, vertical;         // sampling factors of the first component, 1 to 4; the others have 1
  int quality;                      // 1 to 100
  int progressive, arithmetic, own_huffman_tables;
  int separate_scans;               // a baseline scan for each component
  int restart_rows;                 // rows of blocks between restart markers; 0: none
  int first_table;                  // the quantisation table of the first component, 0 to 3; the others use the next one
  int no_jfif;
} catseye_picture;

// Writes a gradient with noise; returns its bytes, 0 if it does not fit or libjpeg refuses it.
size_t catseye_write_picture(const catseye_picture *_Nonnull picture, uint8_t *_Nonnull room, size_t capacity);

#endif
