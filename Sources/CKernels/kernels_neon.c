#include "catseye_kernels.h"

#if defined(__aarch64__)
#define ISA(name) name##_neon
#define TARGET
#include "primitives_neon.h"

#include "conv_smull.h"
#include "max_pool.h"

int catseye_kernels_init_neon(CatseyeKernels *table) {
  table->conv = conv_smull;
  table->conv_scratch_bytes = conv_smull_scratch_bytes;
  table->pack = conv_smull_pack;
  table->packed_bytes = conv_smull_packed_bytes;
  table->max_pool = max_pool_neon;
  table->conv_name = "conv_smull_neon";
  table->max_pool_name = "max_pool_neon";
  return 1;
}
#else
int catseye_kernels_init_neon(CatseyeKernels *table) { (void)table; return 0; }
#endif
