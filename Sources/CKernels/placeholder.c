#include "catseye_kernels.h"
