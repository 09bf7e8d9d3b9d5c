// Template: the kernels of the operators for one instruction set, and their table.
#include "average_pool.h"
#include "channel_max.h"
#include "elementwise.h"
#include "interpolate.h"

static void ISA(fill_operators)(CatseyeOperators *table, const char *suffix) {
  table->depthwise = ISA(depthwise);
  table->depthwise_scratch_bytes = ISA(depthwise_scratch_bytes);
  table->elementwise = ISA(elementwise);
  table->average_pool = ISA(average_pool);
  table->lookup = catseye_lookup;
  table->gather = catseye_gather;
  table->interpolate = ISA(interpolate);
  table->channel_max = ISA(channel_max);
  table->suffix = suffix;
}
