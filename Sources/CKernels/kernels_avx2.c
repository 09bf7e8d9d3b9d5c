#include "catseye_kernels.h"

#if defined(__x86_64__)
#include "primitives_avx2.h"

#define PIXELS 6 // 12 accumulators, 2 weights, 1 broadcast
#include "conv_pmaddwd.h"
#include "arg_max.h"
#include "max_pool.h"

#define WINOGRAD_TILES PIXELS
#include "winograd_pmaddwd.h"
#include "peak_pmaddwd.h"

int catseye_kernels_init_avx2(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_pmaddwd_avx2, conv_pmaddwd_scratch_bytes_avx2, conv_pmaddwd_pack_avx2, conv_pmaddwd_packed_bytes_avx2,
      "conv_pmaddwd_avx2"};
  table->winograd = (CatseyeConvKernel){
      winograd_avx2, winograd_scratch_bytes_avx2, winograd_pack_avx2, winograd_packed_bytes_avx2, "winograd_avx2", 1};
  table->winograd_least_taps = 2;
  table->max_pool = max_pool_avx2;
  table->max_pool_name = "max_pool_avx2";
  table->arg_max = arg_max_avx2;
  table->arg_max_name = "arg_max_avx2";
  table->peak = peak_avx2;
  return 1;
}
#else
int catseye_kernels_init_avx2(CatseyeKernels *table) { (void)table; return 0; }
#endif
