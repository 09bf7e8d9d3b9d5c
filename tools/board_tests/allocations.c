// Counts the allocator's calls while frames go through the C library: allocations MODEL [THREADS]. Prints how many there were.
//
// A program may replace malloc, and the library must not: so the library's own calls come here.
#include <catseye.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static atomic_long calls;

void *malloc(size_t size) {
  calls++;
  return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  calls++;
  return __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
  calls++;
  return __libc_realloc(old, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  calls++;
  return __libc_memalign(alignment, size);
}
void free(void *memory) {
  if (memory != NULL) calls++;
  __libc_free(memory);
}
int posix_memalign(void **result, size_t alignment, size_t size) {
  calls++;
  *result = __libc_memalign(alignment, size);
  return *result == NULL ? 12 : 0;
}

enum { WIDTH = 201, HEIGHT = 151, PAIRS = (WIDTH + 1) / 2, ROWS = (HEIGHT + 1) / 2 };
static uint8_t luma[WIDTH * HEIGHT], chroma[2 * PAIRS * ROWS], out[WIDTH * HEIGHT];

// Frames with a region that moves, in every fit, and a refusal now and then.
static void frame(catseye_model *model, int number) {
  catseye_image image = {
      .size = sizeof image, .planes = {luma, chroma}, .strides = {WIDTH, 2 * PAIRS}, .width = WIDTH, .height = HEIGHT,
      .format = CATSEYE_NV12, .fit = CATSEYE_FIT_LETTERBOX, .region = {number % 90, number % 40, 101, 99}, .tag = (uint64_t)number};
  catseye_result result = {.size = sizeof result};
  catseye_error error;
  if (catseye_segment(model, &image, &result, &error) != CATSEYE_OK || result.tag != image.tag ||
      catseye_copy_plane(model, CATSEYE_PLANE_MASK, out, sizeof out, 0, &error) != CATSEYE_OK ||
      catseye_copy_plane(model, CATSEYE_PLANE_SCORES, out, sizeof out, 0, &error) != CATSEYE_OK) {
    fprintf(stderr, "%s\n", error.message);
    exit(1);
  }
}

int main(int argc, char **argv) {
  catseye_error error;
  catseye_model *model = argc > 1 ? catseye_open(argv[1], &error) : NULL;
  const catseye_setup setup = {.size = sizeof setup, .scores = 1, .logits = 1, .profile = 1, .threads = argc > 2 ? atoi(argv[2]) : 1};
  if (model == NULL || catseye_start_with(model, &setup, &error) != CATSEYE_OK) return 1;
  for (int number = 0; number < 100; number++) luma[number * 7] = (uint8_t)number;
  frame(model, 0);
  const long before = calls;
  for (int number = 1; number < 100; number++) frame(model, number);
  const long after = calls;
  catseye_close(model);
  printf("%ld %d\n", after - before, before > 0);
  return 0;
}
