/* Catseye's C interface: a camera frame in, the class of every pixel out.
 *
 *   catseye_error error;
 *   catseye_model *model = catseye_open("city.ceye", &error);
 *   if (!model || catseye_start(model, NULL, &error)) return complain(error.message);
 *   for each frame {
 *     catseye_frame frame = {pixels, 640, 480, 0, CATSEYE_RGB24};
 *     catseye_run(model, &frame, &error);
 *     use(catseye_mask(model));
 *   }
 *   catseye_close(model);
 *
 * There is no global state. Any number of models may be open at once.
 * Threads: calls about one model must not overlap, whichever thread they come from; calls about different models may.
 * catseye_start makes options.threads - 1 threads, which work during catseye_run only and end with catseye_close;
 * a child of fork has none of them, and must not use a started model.
 * Memory: catseye_run allocates nothing, except when the frame's size differs from the last one's.
 * The same model and frame give the same bytes on every machine, instruction set and number of threads.
 *
 * Link with -lcatseye -lpthread -lm (pkg-config catseye).
 */
#ifndef CATSEYE_H
#define CATSEYE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum catseye_status {
  CATSEYE_OK = 0,
  CATSEYE_BAD_ARGUMENT = 64, /* a value outside what is written here, or a call that does not fit the model's state */
  CATSEYE_BAD_MODEL = 65,    /* damaged, or of another format version */
  CATSEYE_NO_FILE = 66,      /* not there, or not readable */
  CATSEYE_NO_RESOURCES = 71, /* memory, threads or descriptors; or a read that failed */
} catseye_status;

/* What went wrong, in one line without a full stop. Every `error` below may be NULL. */
typedef struct catseye_error {
  catseye_status status;
  char message[256];
} catseye_error;

typedef struct catseye_model catseye_model;

/* "MAJOR.MINOR.PATCH" of the library. */
const char *catseye_version(void);

/* Maps a .ceye file and checks all of it. NULL with *error set where it cannot be used. */
catseye_model *catseye_open(const char *path, catseye_error *error);
/* The same of `size` bytes in memory, aligned to 4, that must stay as they are until catseye_close. */
catseye_model *catseye_open_memory(const void *bytes, size_t size, catseye_error *error);
/* Ends the model's threads and gives all of its memory back, but a caller's arena. NULL is fine. */
void catseye_close(catseye_model *model);

typedef struct catseye_sizes {
  int32_t input_width, input_height; /* what frames of any size are resized to */
  int32_t mask_width, mask_height;
  int32_t classes; /* values of a mask are 0 ... classes - 1 */
  int32_t steps;   /* of the network, as in catseye_get_step */
  size_t arena_bytes;
  int32_t input_channels; /* 1: grey, of any frame; 3: colours, of any frame; 4: of RGBA32 and BGRA32 frames only */
} catseye_sizes;
catseye_sizes catseye_get_sizes(const catseye_model *model);

/* Not 0: a pixel may be of several classes, of each but class 0 where its logit is above 0 (catseye_logits). The mask has the
 * strongest of them, and 0, "none", where there is none. */
int32_t catseye_is_multilabel(const catseye_model *model);

typedef struct catseye_class {
  char name[64]; /* cut to fit */
  uint8_t red, green, blue;
} catseye_class;
/* CATSEYE_BAD_ARGUMENT for an index outside 0 ... classes - 1. */
catseye_status catseye_get_class(const catseye_model *model, int32_t index, catseye_class *result);

/* All zero, or no options at all, is what most want. */
typedef struct catseye_options {
  int32_t threads;     /* 1 ... 64, the calling one included; 0: the big cores that this thread may use, at most 8 */
  int32_t logits;      /* not 0: catseye_run computes logits as well */
  int32_t profile;     /* not 0: catseye_run times each step */
  const char *isa;     /* scalar, sse, avx2, neon, dotprod or i8mm; NULL: the best that this machine has */
  void *arena;         /* catseye_sizes.arena_bytes or more for activations, aligned to 64, the model's own until */
  size_t arena_bytes;  /* catseye_close; NULL: memory is mapped, and in place before the first frame */
} catseye_options;
/* Prepares weights, memory and threads; once for each model. After an error the model may be started again. */
catseye_status catseye_start(catseye_model *model, const catseye_options *options, catseye_error *error);

typedef enum catseye_pixels {
  CATSEYE_RGB24 = 0,
  CATSEYE_BGR24 = 1,
  CATSEYE_RGBA32 = 2, /* the fourth byte is ignored, but by models of four channels: depth, infrared */
  CATSEYE_BGRA32 = 3,
  CATSEYE_GRAY8 = 4,
} catseye_pixels;

typedef struct catseye_frame {
  const void *pixels;    /* rows from top to bottom */
  int32_t width, height; /* each 1 ... 16384 */
  size_t stride;         /* bytes from one row to the next; 0: rows follow each other without a gap */
  catseye_pixels format;
} catseye_frame;
/* Computes the mask of a frame; it is only read during the call. */
catseye_status catseye_run(catseye_model *model, const catseye_frame *frame, catseye_error *error);

/* [mask_height][mask_width] class indices, until the next catseye_run or catseye_close; NULL before catseye_start. */
const uint8_t *catseye_mask(const catseye_model *model);
/* The same at any size of 1 ... 16384 (the nearest pixel), into rows `stride` bytes apart; 0: without a gap. */
catseye_status catseye_copy_mask(const catseye_model *model, uint8_t *out, int32_t width, int32_t height, size_t stride,
                                 catseye_error *error);
/* Float32 [classes][mask_height][mask_width], as long as the mask; NULL unless options.logits was set. */
const float *catseye_logits(const catseye_model *model);

typedef struct catseye_step {
  char name[64];        /* cut to fit */
  char kernel[32];      /* empty before catseye_start */
  double gmac;          /* billions of multiply-accumulates a frame */
  uint64_t nanoseconds; /* of the last frame; 0 unless options.profile was set */
} catseye_step;
/* CATSEYE_BAD_ARGUMENT for an index outside 0 ... steps - 1. */
catseye_status catseye_get_step(const catseye_model *model, int32_t index, catseye_step *result);

#ifdef __cplusplus
}
#endif

#endif
