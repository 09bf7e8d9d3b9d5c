#pragma once

// Hides the origin of a pointer from the compiler, so that the address arithmetic stays as written: an increment is part of the load that
// uses the pointer, and one base serves several offsets that stay in registers.
#define OPAQUE(pointer) __asm__("" : "+r"(pointer))

// Stands before a loop over the sums of a register tile. A loop that is not fully unrolled would keep the sums in memory.
#define UNROLLED _Pragma("clang loop unroll(full)")
