#pragma once

// Hides where a pointer came from, so that the compiler leaves its arithmetic as it is written: increments by the load
// that uses it, one base for several offsets that stay in registers.
#define OPAQUE(pointer) __asm__("" : "+r"(pointer))
