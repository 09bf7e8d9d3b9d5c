#include "catseye_kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static uint64_t extended_control_register(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

uint32_t catseye_cpu_features(void) {
  uint32_t a, b, c, d, features = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  if (c & bit_SSE4_1) features |= CATSEYE_CPU_SSE41;
  // Wide registers count only if the operating system saves them: bits 1, 2 for AVX, 5, 6 and 7 for AVX-512.
  const uint64_t saved = c & bit_OSXSAVE ? extended_control_register() : 0;
  if ((saved & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return features;
  features |= CATSEYE_CPU_AVX2;
  const uint32_t wide = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  if ((saved & 0xE6) == 0xE6 && (b & wide) == wide && (c & bit_AVX512VNNI)) features |= CATSEYE_CPU_AVX512;
  if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4))) features |= CATSEYE_CPU_AVXVNNI;
  return features;
}

uint64_t catseye_float_mode_enter(void) {
  const uint32_t saved = _mm_getcsr();
  _mm_setcsr(0x1F80); // the reset value: nearest even, exceptions masked, denormals kept
  return saved;
}

void catseye_float_mode_leave(uint64_t saved) { _mm_setcsr((uint32_t)saved); }

#elif defined(__aarch64__)
#include <sys/auxv.h>

// Bits of <asm/hwcap.h>, written out because older headers lack the second.
#define HWCAP_BIT_ASIMD (1ul << 1)
#define HWCAP_BIT_ASIMDDP (1ul << 20)
#define HWCAP2_BIT_I8MM (1ul << 13)

uint32_t catseye_cpu_features(void) {
  const unsigned long first = getauxval(AT_HWCAP), second = getauxval(AT_HWCAP2);
  uint32_t features = 0;
  if (first & HWCAP_BIT_ASIMD) features |= CATSEYE_CPU_NEON;
  if (first & HWCAP_BIT_ASIMDDP) features |= CATSEYE_CPU_DOTPROD;
  if (second & HWCAP2_BIT_I8MM) features |= CATSEYE_CPU_I8MM;
  return features;
}

uint64_t catseye_float_mode_enter(void) {
  uint64_t saved;
  __asm__ volatile("mrs %0, fpcr" : "=r"(saved));
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
  return saved;
}

void catseye_float_mode_leave(uint64_t saved) { __asm__ volatile("msr fpcr, %0" : : "r"(saved)); }

#else
uint32_t catseye_cpu_features(void) { return 0; }
uint64_t catseye_float_mode_enter(void) { return 0; }
void catseye_float_mode_leave(uint64_t saved) { (void)saved; }
#endif
