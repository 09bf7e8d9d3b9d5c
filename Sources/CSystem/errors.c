#include "catseye_platform.h"

#include <errno.h>
#include <string.h>

const char *catseye_error_text(int error_code) { return strerror(error_code); }
int catseye_is_closed_pipe(int error_code) { return error_code == EPIPE; }
int catseye_is_bad_descriptor(int error_code) { return error_code == EBADF; }

int catseye_is_not_permitted(int error_code) { return error_code == EPERM || error_code == EACCES; }

int catseye_is_missing_file(int error_code) {
  switch (error_code) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case ELOOP:
    case ENAMETOOLONG:
    case EINVAL: // neither a file nor a directory
      return 1;
    default:
      return 0;
  }
}
