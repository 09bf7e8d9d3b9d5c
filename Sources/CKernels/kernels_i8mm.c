#include "catseye_kernels.h"

#if defined(__aarch64__)
#define ISA(name) name##_i8mm
#define TARGET __attribute__((target("i8mm")))
#include "primitives_neon.h"

#include "conv_smmla.h"

#define PEAK_PRODUCTS 32
INLINE vi32 multiply_peak(vi32 sum, vi8 a) { return vmmlaq_s32(sum, a, a); }
#include "peak_neon.h"

int catseye_kernels_init_i8mm(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_panel_i8mm, conv_panel_scratch_bytes_i8mm, conv_panel_pack_i8mm, conv_panel_packed_bytes_i8mm,
      "conv_smmla"};
  table->f23 = (CatseyeConvKernel){
      f23_i8mm, f23_scratch_bytes_i8mm, f23_pack_i8mm, f23_packed_bytes_i8mm, "f23_smmla"};
  table->peak = peak_i8mm;
  return 1;
}
#else
int catseye_kernels_init_i8mm(CatseyeKernels *table) { (void)table; return 0; }
#endif
