// libjpeg-turbo through calls that return a status, because its errors leave by longjmp, which must not cross Swift code.
// Nothing is printed. Two threads must not use one object at the same time.
#ifndef CATSEYE_JPEG_H
#define CATSEYE_JPEG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CATSEYE_JPEG_OK = 0,
  CATSEYE_JPEG_CORRUPT = 1,        // not a JPEG, damaged, or cut short
  CATSEYE_JPEG_TOO_LARGE = 2,      // more pixels than the decoder was created for
  CATSEYE_JPEG_UNSUPPORTED = 3,    // a JPEG that is neither grey nor three-channel colour of 8 bits
  CATSEYE_JPEG_NO_MEMORY = 4,      // libjpeg could not get its working memory
  CATSEYE_JPEG_BUFFER_FULL = 5,    // the encoder's output does not fit into the caller's buffer
  CATSEYE_JPEG_SIZE_MISMATCH = 6,  // the picture's size is not the one for which the caller made room
};

// The size of the message buffers below. A message is one line, ended by a zero byte, and empty after CATSEYE_JPEG_OK.
#define CATSEYE_JPEG_MESSAGE_SIZE 200

typedef struct catseye_jpeg_decoder catseye_jpeg_decoder;

// The size of a pool in which any picture of width x height can be decoded or encoded, a progressive one too.
size_t catseye_jpeg_pool_size(uint32_t width, uint32_t height);

// A decoder for many pictures; it refuses pictures of more than max_pixels pixels. NULL without memory.
// With a pool, nothing is allocated after this call, and a picture that does not fit is CATSEYE_JPEG_NO_MEMORY. The pool stays the
// caller's and must outlive the decoder. With NULL, libjpeg allocates for each picture.
catseye_jpeg_decoder *_Nullable catseye_jpeg_decoder_create(uint64_t max_pixels, void *_Nullable pool,
                                                            size_t pool_size);
void catseye_jpeg_decoder_destroy(catseye_jpeg_decoder *_Nullable decoder);

// Reads the headers up to the first scan; *width and *height are set only with CATSEYE_JPEG_OK.
int catseye_jpeg_read_header(catseye_jpeg_decoder *_Nonnull decoder, const uint8_t *_Nullable data, size_t size,
                             uint32_t *_Nonnull width, uint32_t *_Nonnull height,
                             char message[_Nonnull CATSEYE_JPEG_MESSAGE_SIZE]);

// Decodes into rgb: height rows of width pixels, three bytes each (R, G, B), no padding; a grey picture gets R = G = B.
// It uses the islow DCT, fancy upsampling and full size, so that every machine gets the same bytes (NUMERICS.md, "Frames").
// Damaged entropy-coded data give CATSEYE_JPEG_CORRUPT, and rgb then holds part of the picture. So does a scan with more data than its
// picture uses. A complete scan without an end marker is a picture.
int catseye_jpeg_decode_rgb(catseye_jpeg_decoder *_Nonnull decoder, const uint8_t *_Nullable data, size_t size,
                            uint8_t *_Nonnull rgb, uint32_t width, uint32_t height,
                            char message[_Nonnull CATSEYE_JPEG_MESSAGE_SIZE]);

enum {
  CATSEYE_JPEG_444 = 0,  // chroma at full size
  CATSEYE_JPEG_420 = 1,  // chroma at half size in both directions
};

typedef struct catseye_jpeg_encoder catseye_jpeg_encoder;

// The pool is as for the decoder; the two must not share one.
catseye_jpeg_encoder *_Nullable catseye_jpeg_encoder_create(void *_Nullable pool, size_t pool_size);
void catseye_jpeg_encoder_destroy(catseye_jpeg_encoder *_Nullable encoder);

// Encodes rgb (layout as above) into buffer as a baseline JPEG; *size is the number of bytes written.
// quality is 1 to 100 (clamped). CATSEYE_JPEG_BUFFER_FULL if capacity bytes are not enough.
int catseye_jpeg_encode_rgb(catseye_jpeg_encoder *_Nonnull encoder, const uint8_t *_Nonnull rgb, uint32_t width,
                            uint32_t height, int quality, int subsampling, uint8_t *_Nonnull buffer, size_t capacity,
                            size_t *_Nonnull size, char message[_Nonnull CATSEYE_JPEG_MESSAGE_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
