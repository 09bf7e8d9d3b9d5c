// PNG files through libpng, for the converter on the host. It is not part of the board's programs.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CATSEYE_PNG_MESSAGE_SIZE = 200 };

typedef enum { CATSEYE_PNG_GREY, CATSEYE_PNG_COLOUR, CATSEYE_PNG_PALETTE } catseye_png_kind;

typedef struct {
  uint32_t width, height;
  uint32_t bit_depth; // of a sample, as stored: 1, 2, 4, 8 or 16
  uint32_t kind;      // catseye_png_kind
  uint32_t has_alpha; // whether each pixel has an alpha sample; a single transparent colour does not count
  uint32_t palette_count;
  uint8_t palette[256 * 4]; // R, G, B, alpha of each index
  uint32_t exif_offset, exif_count; // the eXIf chunk's data in the file; count 0: none
} catseye_png_header;

typedef struct catseye_png catseye_png;

// Reads everything before the pixels. The bytes must stay until catseye_png_close.
// Returns NULL if they are no PNG, damaged, or of more than max_pixels pixels; `message` then says why.
catseye_png *catseye_png_open(const uint8_t *bytes, size_t count, uint64_t max_pixels, catseye_png_header *header,
                              char message[CATSEYE_PNG_MESSAGE_SIZE]);

// Call one of the next two, once for each file. They return 0, or -1 with a message.
// rgba: [height][width][4]; grey and palettes become colours, and of 16 bits the upper 8 are used.
int catseye_png_read_rgba(catseye_png *png, uint8_t *rgba, char message[CATSEYE_PNG_MESSAGE_SIZE]);

// samples: [height][width], the grey value or the palette's index as stored; a transparent pixel of a grey file is 0.
// Returns -1 for a file of colours.
int catseye_png_read_samples(catseye_png *png, uint16_t *samples, char message[CATSEYE_PNG_MESSAGE_SIZE]);

void catseye_png_close(catseye_png *png);

#ifdef __cplusplus
}
#endif
