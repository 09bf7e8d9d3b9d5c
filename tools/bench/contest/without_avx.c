// A processor without AVX, for a library whose CPUID instructions were replaced by INT3 (contest/held.py).
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

// FMA, XSAVE, OSXSAVE, AVX, F16C in ECX of leaf 1; in leaf 7 nothing is older than AVX2
static const uint32_t with_avx = 1u << 12 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 29;

static void answer(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint32_t leaf = (uint32_t)registers[REG_RAX];
  uint32_t a = leaf, b, c = (uint32_t)registers[REG_RCX], d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  if (leaf == 1) c &= ~with_avx;
  if (leaf == 7) a = b = c = d = 0;
  registers[REG_RAX] = a;
  registers[REG_RBX] = b;
  registers[REG_RCX] = c;
  registers[REG_RDX] = d;
}

__attribute__((constructor)) static void start(void) {
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGTRAP, &action, 0);
}
