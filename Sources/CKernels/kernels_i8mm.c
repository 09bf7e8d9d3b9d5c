#include "catseye_kernels.h"

#if defined(__aarch64__)
#define ISA(name) name##_i8mm
#define TARGET __attribute__((target("i8mm")))
#include "primitives_neon.h"

#include "conv_smmla.h"

int catseye_kernels_init_i8mm(CatseyeKernels *table) {
  table->direct = (CatseyeConvKernel){
      conv_panel_i8mm, conv_panel_scratch_bytes_i8mm, conv_panel_pack_i8mm, conv_panel_packed_bytes_i8mm,
      "conv_smmla"};
  return 1;
}
#else
int catseye_kernels_init_i8mm(CatseyeKernels *table) { (void)table; return 0; }
#endif
