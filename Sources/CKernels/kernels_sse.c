#include "catseye_kernels.h"

#if defined(__x86_64__)
#include "primitives_sse.h"

#define PIXELS 3 // 12 accumulators, 4 registers for the rest
#include "conv_pmaddwd.h"
#include "max_pool.h"

int catseye_kernels_init_sse(CatseyeKernels *table) {
  table->conv = conv_pmaddwd_sse;
  table->conv_scratch_bytes = conv_pmaddwd_scratch_bytes_sse;
  table->pack = conv_pmaddwd_pack_sse;
  table->packed_bytes = conv_pmaddwd_packed_bytes_sse;
  table->max_pool = max_pool_sse;
  table->conv_name = "conv_pmaddwd_sse";
  table->max_pool_name = "max_pool_sse";
  return 1;
}
#else
int catseye_kernels_init_sse(CatseyeKernels *table) { (void)table; return 0; }
#endif
