#include "catseye_kernels.h"

#if defined(__x86_64__)
#include "primitives_avx512.h"

#define PIXELS 12
#define BLOCKS 2 // 24 accumulators, 2 weights, 1 broadcast
#include "conv_vpdpbusd.h"
#include "arg_max.h"
#include "max_pool.h"

#define WINOGRAD_TILES PIXELS
#define WINOGRAD_BLOCKS BLOCKS
#include "winograd_pmaddwd.h"
#include "peak_pmaddwd.h"

int catseye_kernels_init_avx512(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_vpdpbusd_avx512, conv_vpdpbusd_scratch_bytes_avx512, conv_vpdpbusd_pack_avx512, conv_vpdpbusd_packed_bytes_avx512,
      "conv_vpdpbusd_avx512"};
  table->winograd = (CatseyeConvKernel){
      winograd_avx512, winograd_scratch_bytes_avx512, winograd_pack_avx512, winograd_packed_bytes_avx512, "winograd_avx512", 1};
  // VPDPBUSD does twice the products of VPDPWSSD, so Winograd has to save more than that, its transforms included
  table->winograd_least_taps = 9;
  table->winograd_least_pixels = 128;
  table->max_pool = max_pool_avx512;
  table->max_pool_name = "max_pool_avx512";
  table->arg_max = arg_max_avx512;
  table->arg_max_name = "arg_max_avx512";
  table->peak = peak_avx512;
  return 1;
}
#else
int catseye_kernels_init_avx512(CatseyeKernels *table) { (void)table; return 0; }
#endif
