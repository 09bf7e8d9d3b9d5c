#include "catseye_kernels.h"

#if defined(__x86_64__)
#include "primitives_sse.h"

#define PIXELS 2 // 8 accumulators, 4 weights, 1 broadcast and a copy of it: 3 pixels spill
#include "conv_pmaddwd.h"
#include "arg_max.h"
#include "max_pool.h"

#define WINOGRAD_TILES PIXELS
#include "winograd_pmaddwd.h"
#include "peak_pmaddwd.h"

int catseye_kernels_init_sse(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_pmaddwd_sse, conv_pmaddwd_scratch_bytes_sse, conv_pmaddwd_pack_sse, conv_pmaddwd_packed_bytes_sse,
      "conv_pmaddwd_sse"};
  table->winograd = (CatseyeConvKernel){
      winograd_sse, winograd_scratch_bytes_sse, winograd_pack_sse, winograd_packed_bytes_sse, "winograd_sse", 1};
  table->winograd_least_taps = 3;
  table->max_pool = max_pool_sse;
  table->max_pool_name = "max_pool_sse";
  table->arg_max = arg_max_sse;
  table->arg_max_name = "arg_max_sse";
  table->peak = peak_sse;
  return 1;
}
#else
int catseye_kernels_init_sse(CatseyeKernels *table) { (void)table; return 0; }
#endif
