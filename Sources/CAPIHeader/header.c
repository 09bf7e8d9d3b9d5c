// The header is C on its own, whatever stands before it.
#include "catseye.h"
