#include "catseye_operators.h"

#if defined(__x86_64__)
#include "primitives_sse.h"

#include "depthwise_pmaddwd.h"
#include "operators_table.h"

int catseye_operators_init_sse(CatseyeOperators *table) {
  fill_operators_sse(table, "_sse");
  return 1;
}
#else
int catseye_operators_init_sse(CatseyeOperators *table) { (void)table; return 0; }
#endif
