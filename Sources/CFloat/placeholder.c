#include "catseye_float.h"
