// An older processor, for a library whose CPUID instructions were replaced by INT3 (contest/held.py): one without AVX, or,
// with AVX2 defined, one with AVX2 and nothing newer, with VNNI defined, one with all but AMX.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

#ifdef AVX2
// AVX512F, DQ, IFMA, PF, ER, CD, BW, VL in EBX of leaf 7
static const uint32_t newer = 1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31;

static void make_older(uint32_t leaf, uint32_t subleaf, uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  if (leaf != 7) return;
  *b = subleaf == 0 ? *b & ~newer : 0;
  if (subleaf > 0) *a = 0; // AVX-VNNI and AVX512_BF16
  *c = *d = 0;             // the rest of AVX-512, AMX
}
#elif defined VNNI
// AMX-BF16, AMX-TILE, AMX-INT8 in EDX of leaf 7
static const uint32_t newer = 1u << 22 | 1u << 24 | 1u << 25;

static void make_older(uint32_t leaf, uint32_t subleaf, uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  (void)a, (void)b, (void)c;
  if (leaf == 7 && subleaf == 0) *d &= ~newer;
}
#else
// FMA, XSAVE, OSXSAVE, AVX, F16C in ECX of leaf 1; in leaf 7 nothing is older than AVX2
static const uint32_t newer = 1u << 12 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 29;

static void make_older(uint32_t leaf, uint32_t subleaf, uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  (void)subleaf;
  if (leaf == 1) *c &= ~newer;
  if (leaf == 7) *a = *b = *c = *d = 0;
}
#endif

static void answer(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint32_t leaf = (uint32_t)registers[REG_RAX], subleaf = (uint32_t)registers[REG_RCX];
  uint32_t a = leaf, b, c = subleaf, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  make_older(leaf, subleaf, &a, &b, &c, &d);
  registers[REG_RAX] = a;
  registers[REG_RBX] = b;
  registers[REG_RCX] = c;
  registers[REG_RDX] = d;
}

__attribute__((constructor)) static void start(void) {
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGTRAP, &action, 0);
}
