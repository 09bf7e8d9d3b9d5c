#include "catseye_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

// glibc hands argc and argv to constructors.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  argument_count = argc;
  arguments = argv;
}

int catseye_argument_count(void) { return argument_count; }
const char *catseye_argument(int index) { return index < argument_count ? arguments[index] : ""; }

const char *catseye_environment(const char *name) { return getenv(name); }
void catseye_exit(int status) { exit(status); }

void catseye_keep_standard_descriptors(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // opened the wrong way round, so that any use of it gives an error, as a closed one would
    if (open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) != descriptor) return;
  }
}

int catseye_is_terminal(int descriptor) { return isatty(descriptor); }
