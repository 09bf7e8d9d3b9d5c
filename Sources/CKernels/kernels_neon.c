#include "catseye_kernels.h"

#if defined(__aarch64__)
#define ISA(name) name##_neon
#define TARGET
#include "primitives_neon.h"

#include "conv_smull.h"
#include "arg_max.h"
#include "max_pool.h"

#define WINOGRAD_TILES 4 // 16 accumulators, 4 of V, 2 of U
#include "winograd_smlal.h"

#define PEAK_PRODUCTS 4
INLINE vi32 multiply_peak(vi32 sum, vi8 a) {
  const int16x8_t words = vreinterpretq_s16_s8(a);
  return vmlal_laneq_s16(sum, vget_low_s16(words), words, 1);
}
#include "peak_neon.h"

int catseye_kernels_init_neon(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){conv_neon, no_scratch, conv_smull_pack, packed_bytes_neon, "conv_smull_neon"};
  table->winograd = (CatseyeConvKernel){
      winograd_neon, winograd_scratch_bytes_neon, winograd_pack_neon, winograd_packed_bytes_neon, "winograd_neon", 1, 1};
  table->winograd_least_taps = 2;
  table->max_pool = max_pool_neon;
  table->max_pool_name = "max_pool_neon";
  table->arg_max = arg_max_neon;
  table->arg_max_name = "arg_max_neon";
  table->peak = peak_neon;
  return 1;
}
#else
int catseye_kernels_init_neon(CatseyeKernels *table) { (void)table; return 0; }
#endif
