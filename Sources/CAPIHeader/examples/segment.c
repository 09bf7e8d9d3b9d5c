/* Segments one picture (binary PPM) with the C interface and says what is in it.
 *
 *   cc segment.c -lcatseye -lpthread -lm -o segment
 *   ./segment city.ceye street.ppm [THREADS]
 */
#include <catseye.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int complain(const char *what) {
  fprintf(stderr, "segment: %s\n", what);
  return 1;
}

/* [height][width][3], to be freed; NULL for anything but an 8-bit P6 file without comments. */
static uint8_t *read_picture(const char *path, int32_t *width, int32_t *height) {
  FILE *file = fopen(path, "rb");
  uint8_t *pixels = NULL;
  if (file == NULL) return NULL;
  if (fscanf(file, "P6 %" SCNd32 " %" SCNd32 " 255", width, height) == 2 && fgetc(file) != EOF && *width > 0 &&
      *height > 0 && *width <= 16384 && *height <= 16384) {
    const size_t size = (size_t)*width * *height * 3;
    pixels = malloc(size);
    if (pixels != NULL && fread(pixels, 1, size, file) != size) {
      free(pixels);
      pixels = NULL;
    }
  }
  fclose(file);
  return pixels;
}

/* FNV-1a of the mask: the same on every machine. */
static uint64_t digest(const uint8_t *bytes, size_t count) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t index = 0; index < count; index++) hash = (hash ^ bytes[index]) * 0x100000001B3u;
  return hash;
}

/* Runs one picture; on standard output the classes in it. */
static int segment(catseye_model *model, const catseye_frame *frame) {
  catseye_error error;
  if (catseye_run(model, frame, &error) != CATSEYE_OK) return complain(error.message);

  const catseye_sizes sizes = catseye_get_sizes(model);
  const size_t count = (size_t)sizes.mask_width * sizes.mask_height;
  const uint8_t *mask = catseye_mask(model);
  size_t pixels_of[256] = {0};
  for (size_t index = 0; index < count; index++) pixels_of[mask[index]]++;
  for (int32_t index = 0; index < sizes.classes; index++) {
    catseye_class item;
    if (catseye_get_class(model, index, &item) == CATSEYE_OK)
      printf("%5.1f %%  %s\n", 100.0 * pixels_of[index] / count, item.name);
  }
  double milliseconds = 0;
  for (int32_t index = 0; index < sizes.steps; index++) {
    catseye_step step;
    if (catseye_get_step(model, index, &step) == CATSEYE_OK) milliseconds += step.nanoseconds / 1e6;
  }
  fprintf(stderr, "%d steps in %.1f ms\n", (int)sizes.steps, milliseconds);
  printf("mask %016" PRIx64 "\n", digest(mask, count));
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 3) return complain("usage: segment MODEL.ceye PICTURE.ppm [THREADS]");
  catseye_error error;
  catseye_model *model = catseye_open(argv[1], &error);
  if (model == NULL) return complain(error.message);

  const catseye_options options = {.threads = argc > 3 ? atoi(argv[3]) : 0, .profile = 1};
  catseye_frame frame = {.format = CATSEYE_RGB24};
  uint8_t *pixels = read_picture(argv[2], &frame.width, &frame.height);
  frame.pixels = pixels;
  int status;
  if (pixels == NULL) status = complain("the picture cannot be read");
  else if (catseye_start(model, &options, &error) != CATSEYE_OK) status = complain(error.message);
  else status = segment(model, &frame);

  free(pixels);
  catseye_close(model);
  return status;
}
