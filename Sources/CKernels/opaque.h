#pragma once

// Hides where a pointer came from, so that the compiler leaves its arithmetic as it is written: increments by the load
// that uses it, one base for several offsets that stay in registers.
#define OPAQUE(pointer) __asm__("" : "+r"(pointer))

// Before a loop over the sums of a register tile: a loop that is not unrolled whole keeps them in memory.
#define UNROLLED _Pragma("clang loop unroll(full)")
