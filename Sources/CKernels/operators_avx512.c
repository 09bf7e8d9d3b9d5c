#include "catseye_operators.h"

#if defined(__x86_64__)
#include "primitives_avx512.h"

#include "depthwise_vpdpbusd.h"
#include "operators_table.h"

int catseye_operators_init_avx512(CatseyeOperators *table) {
  fill_operators_avx512(table, "_avx512");
  return 1;
}
#else
int catseye_operators_init_avx512(CatseyeOperators *table) { (void)table; return 0; }
#endif
