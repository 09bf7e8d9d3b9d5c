#include "catseye_system.h"
