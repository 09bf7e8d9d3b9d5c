#include <string.h>

#include "catseye_float.h"
#include "kernel.h"

enum { PANELS = CATSEYE_FLOAT_TILE / CATSEYE_FLOAT_COLUMNS };

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t padded_channels(int64_t channels) {
  return (channels + CATSEYE_FLOAT_ROWS - 1) / CATSEYE_FLOAT_ROWS * CATSEYE_FLOAT_ROWS;
}

int64_t catseye_float_scratch_count(int64_t output_channels) {
  return (CATSEYE_FLOAT_DEPTH + padded_channels(output_channels)) * CATSEYE_FLOAT_TILE;
}

int64_t catseye_float_tile_count(const catseye_float_layer *layer) {
  return (layer->rows * layer->columns + CATSEYE_FLOAT_TILE - 1) / CATSEYE_FLOAT_TILE;
}

// A part of one row of the grid: `count` places from (row, column) on, at `offset` in the panel.
typedef struct {
  int64_t row, column, count, offset;
} run;

// Divides 16 places from `place` on into parts of rows; places after the grid's end belong to no part.
static int split(const catseye_float_layer *layer, int64_t place, run *runs) {
  int64_t end = smaller(place + CATSEYE_FLOAT_COLUMNS, layer->rows * layer->columns);
  int count = 0;
  for (int64_t at = place; at < end;) {
    int64_t column = at % layer->columns;
    int64_t length = smaller(layer->columns - column, end - at);
    runs[count++] = (run){at / layer->columns, column, length, at - place};
    at += length;
  }
  return count;
}

// Copies `count` inputs of one row, `stride` apart from `column` on; 0 outside of the row.
static void gather(
    float *to, const float *row, int64_t width, int64_t column, int64_t stride, int64_t count) {
  if (stride == 1) {
    int64_t before = smaller(larger(-column, 0), count);
    int64_t after = larger(smaller(width - column, count), before);
    for (int64_t i = 0; i < before; i++) to[i] = 0;
    for (int64_t i = before; i < after; i++) to[i] = row[column + i];
    for (int64_t i = after; i < count; i++) to[i] = 0;
  } else {
    for (int64_t i = 0; i < count; i++) {
      int64_t x = column + i * stride;
      to[i] = x >= 0 && x < width ? row[x] : 0;
    }
  }
}

// Packs the inputs of depths begin..<end for one panel of 16 places: [end - begin][16].
static void pack_panel(
    const catseye_float_layer *layer, const float *input, int64_t place, int64_t begin, int64_t end, float *panel) {
  run runs[CATSEYE_FLOAT_COLUMNS];
  int count = split(layer, place, runs);
  int64_t plane = layer->input_height * layer->input_width;
  int64_t channel = begin / layer->tap_count, tap = begin % layer->tap_count;
  for (int64_t k = begin; k < end; k++) {
    int64_t filled = 0;
    for (int i = 0; i < count; i++) {
      int64_t y = runs[i].row * layer->row_stride + layer->tap_rows[tap];
      int64_t x = runs[i].column * layer->column_stride + layer->tap_columns[tap];
      float *to = panel + runs[i].offset;
      if (y < 0 || y >= layer->input_height) {
        memset(to, 0, (size_t)runs[i].count * sizeof(float));
      } else {
        const float *row = input + channel * plane + y * layer->input_width;
        if (runs[i].count == CATSEYE_FLOAT_COLUMNS && layer->column_stride == 1 && x >= 0
            && x + CATSEYE_FLOAT_COLUMNS <= layer->input_width) {
          memcpy(to, row + x, CATSEYE_FLOAT_COLUMNS * sizeof(float));
        } else {
          gather(to, row, layer->input_width, x, layer->column_stride, runs[i].count);
        }
      }
      filled = runs[i].offset + runs[i].count;
    }
    for (; filled < CATSEYE_FLOAT_COLUMNS; filled++) panel[filled] = 0;
    panel += CATSEYE_FLOAT_COLUMNS;
    if (++tap == layer->tap_count) tap = 0, channel++;
  }
}

// Writes the sums [channels][CATSEYE_FLOAT_TILE] of a tile to their places, and adds the bias.
static void store(const catseye_float_layer *layer, const float *sums, int64_t place, float *output) {
  int64_t plane = layer->output_height * layer->output_width;
  for (int64_t panel = 0; panel < PANELS; panel++) {
    run runs[CATSEYE_FLOAT_COLUMNS];
    int64_t first = place + panel * CATSEYE_FLOAT_COLUMNS;
    if (first >= layer->rows * layer->columns) return;
    int count = split(layer, first, runs);
    for (int64_t channel = 0; channel < layer->output_channels; channel++) {
      float bias = layer->bias[channel];
      for (int i = 0; i < count; i++) {
        const float *from = sums + channel * CATSEYE_FLOAT_TILE + panel * CATSEYE_FLOAT_COLUMNS + runs[i].offset;
        float *to = output + channel * plane
            + (layer->first_row + runs[i].row * layer->row_step) * layer->output_width + layer->first_column
            + runs[i].column * layer->column_step;
        if (layer->column_step == 1) {
          for (int64_t j = 0; j < runs[i].count; j++) to[j] = from[j] + bias;
        } else {
          for (int64_t j = 0; j < runs[i].count; j++) to[j * layer->column_step] = from[j] + bias;
        }
      }
    }
  }
}

void catseye_float_compute_tile(
    const catseye_float_layer *layer, const float *input, float *output, float *scratch, int64_t tile) {
  catseye_float_kernel *kernel = catseye_float_choose_kernel();
  int64_t place = tile * CATSEYE_FLOAT_TILE;
  int64_t panels = (smaller(CATSEYE_FLOAT_TILE, layer->rows * layer->columns - place) + CATSEYE_FLOAT_COLUMNS - 1)
      / CATSEYE_FLOAT_COLUMNS;
  int64_t depth = layer->input_channels * layer->tap_count;
  int64_t channels = padded_channels(layer->output_channels);
  float *pixels = scratch, *sums = scratch + CATSEYE_FLOAT_DEPTH * CATSEYE_FLOAT_TILE;
  if (depth == 0) memset(sums, 0, (size_t)(channels * CATSEYE_FLOAT_TILE) * sizeof(float));

  for (int64_t begin = 0; begin < depth; begin += CATSEYE_FLOAT_DEPTH) {
    int64_t count = smaller(CATSEYE_FLOAT_DEPTH, depth - begin);
    for (int64_t panel = 0; panel < panels; panel++) {
      pack_panel(
          layer, input, place + panel * CATSEYE_FLOAT_COLUMNS, begin, begin + count,
          pixels + panel * CATSEYE_FLOAT_COLUMNS * count);
    }
    const float *weights = layer->weights + begin * channels;
    for (int64_t first = 0; first < channels; first += CATSEYE_FLOAT_ROWS) {
      for (int64_t panel = 0; panel < panels; panel++) {
        kernel(
            count, weights + first * count, pixels + panel * CATSEYE_FLOAT_COLUMNS * count,
            sums + first * CATSEYE_FLOAT_TILE + panel * CATSEYE_FLOAT_COLUMNS, CATSEYE_FLOAT_TILE, begin > 0);
      }
    }
  }
  store(layer, sums, place, output);
}
