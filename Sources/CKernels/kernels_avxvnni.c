#include "catseye_kernels.h"

#if defined(__x86_64__)
#define AVX_VNNI
#include "primitives_avx2.h"

#define PIXELS 6 // 12 accumulators, 2 weights, 1 broadcast
#define BLOCKS 1
#include "conv_vpdpbusd.h"
#include "arg_max.h"
#include "max_pool.h"

#define WINOGRAD_TILES PIXELS
#include "winograd_pmaddwd.h"
#include "peak_pmaddwd.h"

int catseye_kernels_init_avxvnni(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_vpdpbusd_avxvnni, conv_vpdpbusd_scratch_bytes_avxvnni, conv_vpdpbusd_pack_avxvnni, conv_vpdpbusd_packed_bytes_avxvnni,
      "conv_vpdpbusd_avxvnni"};
  table->winograd = (CatseyeConvKernel){
      winograd_avxvnni, winograd_scratch_bytes_avxvnni, winograd_pack_avxvnni, winograd_packed_bytes_avxvnni, "winograd_avxvnni", 1};
  // VPDPBUSD does twice the products of VPDPWSSD, so Winograd has to save more than that, its transforms included
  table->winograd_least_taps = 9;
  table->winograd_least_pixels = 128;
  table->max_pool = max_pool_avxvnni;
  table->max_pool_name = "max_pool_avxvnni";
  table->arg_max = arg_max_avxvnni;
  table->arg_max_name = "arg_max_avxvnni";
  table->peak = peak_avxvnni;
  return 1;
}
#else
int catseye_kernels_init_avxvnni(CatseyeKernels *table) { (void)table; return 0; }
#endif
