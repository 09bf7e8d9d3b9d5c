#include "catseye_operators.h"

#if defined(__x86_64__)
#include "primitives_avx2.h"

#include "depthwise_pmaddwd.h"
#include "operators_table.h"

int catseye_operators_init_avx2(CatseyeOperators *table) {
  fill_operators_avx2(table, "_avx2");
  return 1;
}
#else
int catseye_operators_init_avx2(CatseyeOperators *table) { (void)table; return 0; }
#endif
