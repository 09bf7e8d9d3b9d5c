/* Catseye's C interface: a camera frame in, the class of every pixel out.
 *
 *   catseye_error error;
 *   catseye_model *model = catseye_open("city.ceye", &error);
 *   if (!model || catseye_start(model, NULL, &error)) return complain(error.message);
 *   for each frame {
 *     catseye_image image = {.size = sizeof image, .format = CATSEYE_NV12, .width = 1280, .height = 720,
 *                            .planes = {y, uv}, .strides = {1280, 1280}, .tag = number};
 *     catseye_result result = {.size = sizeof result};
 *     if (catseye_segment(model, &image, &result, &error)) return complain(error.message);
 *     use(result.mask, result.tag);
 *   }
 *   catseye_close(model);
 *
 * There is no global state. Any number of models may be open at once.
 *
 * Threads: calls with one model must not overlap, whichever thread they come from. Calls with different models may overlap, even
 * where the models share a catseye_pool. catseye_start makes a model's own threads; they work only during a frame, and end with
 * catseye_close. The threads of a shared pool end when the pool and every model that uses it are gone. A child of fork has none
 * of these threads, and must not use a started model or a pool.
 *
 * Memory: a frame allocates nothing, except when its format or size, or the size of its region, differs from the last one's.
 * A region of the same size may move. The same model and frame give the same bytes on every machine, instruction set and
 * number of threads.
 *
 * Stability: this is version 1 of the interface, the 1 of libcatseye.so.1. Within version 1 no function, field or value of an
 * enumeration is removed or changes its meaning, place or type. Additions say in which version they came. A struct whose first
 * field is `size` may grow at its end: the caller sets `size` to sizeof; the library takes fields that an older caller lacks as 0
 * and does not write them; and it accepts a larger struct than its own if the further fields are 0. All other structs stay as
 * they are. A program that was built with an older header of version 1 runs with every newer library of version 1.
 *
 * Link with -lcatseye -lpthread -lm (pkg-config catseye; CMake: find_package(catseye), catseye::catseye).
 */
#ifndef CATSEYE_H
#define CATSEYE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The interface's version in this header. Libraries of catseye 0.2 and before lack everything that is marked "since 1". */
#define CATSEYE_INTERFACE_VERSION 1

typedef enum catseye_status {
  CATSEYE_OK = 0,
  CATSEYE_BAD_ARGUMENT = 64, /**< a value is outside the range stated here, or the call does not fit the model's state */
  CATSEYE_BAD_MODEL = 65,    /**< the model is damaged, or has another format version */
  CATSEYE_NO_FILE = 66,      /**< the file is not there, or not readable */
  CATSEYE_NO_RESOURCES = 71, /**< memory, threads or descriptors are short, or a read failed */
} catseye_status;

/** What went wrong. Every parameter `error` below may be NULL; after a call that succeeds its status is CATSEYE_OK. */
typedef struct catseye_error {
  catseye_status status;
  char message[256]; /**< one line without a full stop; UTF-8 that is cut to fit, ended by a zero byte */
} catseye_error;

/** An open model file; after catseye_start also the memory and threads that compute it. */
typedef struct catseye_model catseye_model;

/**
 * The library's version.
 *
 * @return "MAJOR.MINOR.PATCH"; never NULL, and never freed
 */
const char *catseye_version(void);

/**
 * The interface's version: CATSEYE_INTERFACE_VERSION of the header that the library was built with. Since 1.
 */
int32_t catseye_interface_version(void);

/**
 * Maps a .ceye file and checks all of it.
 *
 * @param path   the file's path; the file must not change while the model is open
 * @param error  why it cannot be used
 * @return the model, for catseye_close; NULL with *error set where it cannot be used
 */
catseye_model *catseye_open(const char *path, catseye_error *error);

/**
 * Checks a .ceye file whose bytes are in memory.
 *
 * @param bytes  the file's bytes, aligned to 4; they must not change until catseye_close
 * @param size   how many bytes
 * @param error  why they cannot be used
 * @return the model, for catseye_close; NULL with *error set where it cannot be used
 */
catseye_model *catseye_open_memory(const void *bytes, size_t size, catseye_error *error);

/**
 * Ends the model's threads and releases all its memory except a caller's arena. Its mask and scores become invalid.
 *
 * @param model  NULL is fine
 */
void catseye_close(catseye_model *model);

typedef struct catseye_sizes {
  int32_t input_width, input_height; /**< pixels; frames of any size are resized to this */
  int32_t mask_width, mask_height;   /**< pixels */
  int32_t classes;        /**< values of a mask are 0 ... classes - 1 */
  int32_t steps;          /**< of the network, as in catseye_get_step */
  size_t arena_bytes;     /**< the least size of an arena that the caller brings */
  int32_t input_channels; /**< 1: grey, from any frame; 3: colours, from any frame; 4: only from RGBA32 and BGRA32 frames */
} catseye_sizes;

/**
 * The sizes that a model's file states.
 *
 * @param model  open; it need not have started
 * @return the sizes; all 0 where model is NULL
 */
catseye_sizes catseye_get_sizes(const catseye_model *model);

/**
 * Whether a pixel may have several classes. It has each class, except class 0, whose logit is above 0 (catseye_logits). The mask
 * holds the strongest of them, or 0, "none", where the pixel has none.
 *
 * @param model  open; it need not have started
 * @return not 0 where it may
 */
int32_t catseye_is_multilabel(const catseye_model *model);

typedef struct catseye_class {
  char name[64]; /**< UTF-8 that is cut to fit, ended by a zero byte */
  uint8_t red, green, blue;
} catseye_class;

/**
 * A class's name and colour.
 *
 * @param model   open; it need not have started
 * @param index   0 ... classes - 1, a mask's value
 * @param result  receives the name and the colour
 * @return CATSEYE_OK; CATSEYE_BAD_ARGUMENT for an index out of range, or NULL
 */
catseye_status catseye_get_class(const catseye_model *model, int32_t index, catseye_class *result);

/** Threads that several models share, so that cameras on one machine do not fight for its cores. Since 1. */
typedef struct catseye_pool catseye_pool;

/**
 * Starts threads for models to share. Since 1.
 *
 * Frames of models that share a pool take turns, in the order in which they came. Each has all the threads while its network runs.
 * Decoding and resizing run on the calling thread, outside the turn. Any thread may use the pool.
 *
 * @param threads  1 ... 64, the one that calls catseye_segment included; 0: the big cores that this thread may use, at most 8
 * @param error    why it cannot be started
 * @return the pool, for catseye_pool_destroy; NULL with *error set where it cannot be started
 */
catseye_pool *catseye_pool_create(int32_t threads, catseye_error *error);

/**
 * Releases a pool. Models that use it may still be open: its threads end when the last of them is closed. Since 1.
 *
 * @param pool  NULL is fine
 */
void catseye_pool_destroy(catseye_pool *pool);

/** How a model is started. Most programs need no options, or all zero. */
typedef struct catseye_options {
  int32_t threads;    /**< 1 ... 64, the calling one included; 0: the big cores that this thread may use, at most 8 */
  int32_t logits;     /**< not 0: frames give logits too (catseye_logits) */
  int32_t profile;    /**< not 0: each step of a frame is timed (catseye_get_step) */
  const char *isa;    /**< scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm; NULL: the best that this machine has */
  void *arena;        /**< arena_bytes of memory for activations, aligned to 64, which only the model uses until catseye_close;
                           NULL: the library maps the memory before the first frame */
  size_t arena_bytes; /**< catseye_sizes.arena_bytes or more */
} catseye_options;

/**
 * Prepares weights, memory and threads. Call it once for each model; after an error it may be called again.
 *
 * @param model    open, not started
 * @param options  NULL: all zero
 * @param error    why it has not started
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT or CATSEYE_NO_RESOURCES
 */
catseye_status catseye_start(catseye_model *model, const catseye_options *options, catseye_error *error);

/** How a model is started, with fields for which catseye_options has no room. Since 1. */
typedef struct catseye_setup {
  size_t size;        /**< sizeof(catseye_setup) */
  catseye_pool *pool; /**< the pool whose threads compute; NULL: the model has its own threads */
  int32_t threads;    /**< the model's own threads, as in catseye_options; 0 with a pool */
  int32_t scores;     /**< not 0: frames give scores too (catseye_result) */
  int32_t logits;     /**< as in catseye_options */
  int32_t profile;    /**< as in catseye_options */
  const char *isa;    /**< as in catseye_options */
  void *arena;        /**< as in catseye_options */
  size_t arena_bytes; /**< as in catseye_options */
} catseye_setup;

/**
 * Does what catseye_start does, with a pool or scores. Since 1.
 *
 * @param model  open, not started
 * @param setup  its `size` must be set; all other fields may be 0
 * @param error  why it has not started
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT or CATSEYE_NO_RESOURCES
 */
catseye_status catseye_start_with(catseye_model *model, const catseye_setup *setup, catseye_error *error);

/** Formats of frames: 8 bits a sample, rows from top to bottom. Half a width or height is rounded up. */
typedef enum catseye_pixels {
  CATSEYE_RGB24 = 0,
  CATSEYE_BGR24 = 1,
  CATSEYE_RGBA32 = 2, /**< only models of four channels read the fourth byte (depth, infrared) */
  CATSEYE_BGRA32 = 3,
  CATSEYE_GRAY8 = 4,
  CATSEYE_NV12 = 10, /**< a plane of Y, then a plane of pairs U V, half as wide and half as high. This format and those below are
                          for catseye_segment only, since 1 */
  CATSEYE_NV21 = 11, /**< as NV12, with pairs V U */
  CATSEYE_I420 = 12, /**< three planes, Y, U and V; those of U and V are half as wide and half as high (yuv420p) */
  CATSEYE_YUYV = 13, /**< one plane, two pixels in four bytes Y U Y V (YUY2) */
  CATSEYE_UYVY = 14, /**< one plane, two pixels in four bytes U Y V Y */
} catseye_pixels;

/** A frame for catseye_run. */
typedef struct catseye_frame {
  const void *pixels;    /**< rows from top to bottom */
  int32_t width, height; /**< pixels, each 1 ... 16384 */
  size_t stride;         /**< bytes from one row to the next; 0: rows follow each other without a gap */
  catseye_pixels format; /**< CATSEYE_RGB24 ... CATSEYE_GRAY8 */
} catseye_frame;

/**
 * Computes the mask of a frame. The frame is stretched to the network's input.
 *
 * @param model  started
 * @param frame  the library only reads it, and only during the call
 * @param error  why there is no mask
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT, or CATSEYE_NO_RESOURCES where a frame of another size finds no memory
 */
catseye_status catseye_run(catseye_model *model, const catseye_frame *frame, catseye_error *error);

/** What the samples of YUV and grey frames mean. Since 1. */
typedef enum catseye_range {
  CATSEYE_RANGE_USUAL = 0,   /**< full for GRAY8, limited for all other formats */
  CATSEYE_RANGE_LIMITED = 1, /**< black is 16, white 235, chroma 16 ... 240 */
  CATSEYE_RANGE_FULL = 2,    /**< 0 ... 255, as in JPEG */
} catseye_range;

/** The weights of red and blue in luma, as ITU-R BT.601 and BT.709 define them. Since 1. */
typedef enum catseye_matrix {
  CATSEYE_MATRIX_USUAL = 0, /**< BT.601 */
  CATSEYE_MATRIX_BT601 = 1,
  CATSEYE_MATRIX_BT709 = 2,
} catseye_matrix;

/** How a region is fitted to the network's input if its proportions differ from the input's. Since 1. */
typedef enum catseye_fit {
  CATSEYE_FIT_STRETCH = 0,   /**< the whole region fills the whole input; its proportions change */
  CATSEYE_FIT_CROP = 1,      /**< the region's middle, as large as the input's proportions allow, fills the input */
  CATSEYE_FIT_LETTERBOX = 2, /**< the whole region keeps its proportions in the input's middle, between bars of mean colour */
} catseye_fit;

/** A rectangle of a picture, in pixels from its upper left corner. Since 1. */
typedef struct catseye_region {
  int32_t x, y, width, height;
} catseye_region;

/** A frame for catseye_segment. Since 1. */
typedef struct catseye_image {
  size_t size;           /**< sizeof(catseye_image) */
  const void *planes[3]; /**< as many as the format has; the others are ignored */
  size_t strides[3];     /**< bytes from one row of each plane to the next, at most 2^31 - 1; 0: without a gap */
  int32_t width, height; /**< pixels, each 1 ... 16384 */
  int32_t format;        /**< catseye_pixels */
  int32_t range;         /**< catseye_range; RGB formats ignore it */
  int32_t matrix;        /**< catseye_matrix; RGB formats ignore it */
  int32_t fit;           /**< catseye_fit */
  catseye_region region; /**< the part of the frame that the network shall see; all 0: the whole frame */
  uint64_t tag;          /**< for the caller; catseye_result returns it */
  int64_t capture_time;  /**< for the caller; catseye_result returns it. Nanoseconds of any clock */
} catseye_image;

/** The results of catseye_segment. Since 1. */
typedef struct catseye_result {
  size_t size;           /**< sizeof(catseye_result), set by the caller */
  uint64_t tag;          /**< as in the image */
  int64_t capture_time;  /**< as in the image */
  const uint8_t *mask;   /**< [mask_height][mask_width] class indices, valid until the model's next frame or catseye_close */
  const uint8_t *scores; /**< [mask_height][mask_width], valid as long as the mask: how far a pixel's class leads the second, as the
                              difference of their logits in sixteenths, at most 255; NULL unless setup.scores was set */
  catseye_region seen;   /**< the part of the frame that the network saw, in the frame's pixels */
  catseye_region shown;  /**< the part of mask and scores that shows `seen`, in the mask's pixels; a letterbox's bars are outside */
  uint64_t preparing;    /**< nanoseconds that decoding and resizing took */
  uint64_t waiting;      /**< nanoseconds that the frame waited for its turn on a shared pool */
  uint64_t computing;    /**< nanoseconds that the network took */
} catseye_result;

/**
 * Computes the mask of a frame in any format, or of a region of it. Since 1.
 *
 * The bytes are those that `catseye run` gives with the same --input, --range, --matrix and --fit.
 *
 * @param model   started
 * @param image   its `size` must be set. The library only reads it and its planes, and only during the call
 * @param result  its `size` must be set; the other fields are filled in, even after an error (mask is then NULL). It may be NULL:
 *                catseye_mask gives the mask too
 * @param error   why there is no mask
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT, or CATSEYE_NO_RESOURCES where a frame of another size finds no memory
 */
catseye_status catseye_segment(catseye_model *model, const catseye_image *image, catseye_result *result,
                               catseye_error *error);

/**
 * The mask of the last frame.
 *
 * @param model  started
 * @return [mask_height][mask_width] class indices, valid until the model's next frame or catseye_close; NULL before catseye_start
 */
const uint8_t *catseye_mask(const catseye_model *model);

/**
 * Copies the whole mask at any size, by nearest neighbour.
 *
 * @param model   started
 * @param out     [height] rows of width bytes
 * @param width   pixels, 1 ... 16384
 * @param height  pixels, 1 ... 16384
 * @param stride  bytes from one row of out to the next; 0: without a gap
 * @param error   why nothing was written
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT, or CATSEYE_NO_RESOURCES where another size finds no memory
 */
catseye_status catseye_copy_mask(const catseye_model *model, uint8_t *out, int32_t width, int32_t height, size_t stride,
                                 catseye_error *error);

/** Planes of a result. Since 1. */
typedef enum catseye_plane {
  CATSEYE_PLANE_MASK = 0,   /**< class indices; 255 where the network saw nothing */
  CATSEYE_PLANE_SCORES = 1, /**< scores; 0 where the network saw nothing */
} catseye_plane;

/**
 * Copies a plane of the last frame at that frame's own size, with the bytes that `catseye run` writes. Since 1.
 *
 * @param model     started, after a frame
 * @param plane     catseye_plane; scores only if setup.scores was set
 * @param out       [frame height] rows of [frame width] bytes
 * @param capacity  bytes at out; (height - 1) * stride + width or more
 * @param stride    bytes from one row of out to the next; 0: without a gap
 * @param error     why nothing was written
 * @return CATSEYE_OK, CATSEYE_BAD_ARGUMENT, or CATSEYE_NO_RESOURCES where another size finds no memory
 */
catseye_status catseye_copy_plane(const catseye_model *model, int32_t plane, uint8_t *out, size_t capacity, size_t stride,
                                  catseye_error *error);

/**
 * The logits of the last frame.
 *
 * @param model  started
 * @return float32 [classes][mask_height][mask_width], valid as long as the mask; NULL unless options.logits was set
 */
const float *catseye_logits(const catseye_model *model);

typedef struct catseye_step {
  char name[64];        /**< UTF-8 that is cut to fit, ended by a zero byte */
  char kernel[32];      /**< empty before catseye_start */
  double gmac;          /**< billions of multiply-accumulates a frame */
  uint64_t nanoseconds; /**< the step's time in the last frame; 0 unless options.profile was set */
} catseye_step;

/**
 * A step of the network.
 *
 * @param model   open; it need not have started
 * @param index   0 ... steps - 1
 * @param result  receives the step's name, kernel, work and time
 * @return CATSEYE_OK; CATSEYE_BAD_ARGUMENT for an index out of range, or NULL
 */
catseye_status catseye_get_step(const catseye_model *model, int32_t index, catseye_step *result);

#ifdef __cplusplus
}
#endif

#endif
