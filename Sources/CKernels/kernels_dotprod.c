#include "catseye_kernels.h"

#if defined(__aarch64__)
#define ISA(name) name##_dotprod
#define TARGET __attribute__((target("dotprod")))
#include "primitives_neon.h"

#include "conv_sdot.h"

#define PEAK_PRODUCTS 16
INLINE vi32 multiply_peak(vi32 sum, vi8 a) { return vdotq_laneq_s32(sum, a, a, 1); }
#include "peak_neon.h"

int catseye_kernels_init_dotprod(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_panel_dotprod, conv_panel_scratch_bytes_dotprod, conv_panel_pack_dotprod, conv_panel_packed_bytes_dotprod,
      "conv_sdot"};
  table->f23 = (CatseyeConvKernel){
      f23_dotprod, f23_scratch_bytes_dotprod, f23_pack_dotprod, f23_packed_bytes_dotprod, "f23_sdot"};
  table->peak = peak_dotprod;
  // SDOT does 16 products where SMLAL does 4. Winograd saves less than that, except on small cores, where --tune finds it
  table->winograd_least_taps = INT32_MAX;
  return 1;
}
#else
int catseye_kernels_init_dotprod(CatseyeKernels *table) { (void)table; return 0; }
#endif
