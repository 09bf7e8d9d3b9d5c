// libjpeg asks sscanf what the variable JPEGMEM says, and nobody else asks it anything: in a static program (--wrap) nothing is
// read there. A variable is not to change what is decoded, and the pool is fixed in any case.
#ifdef CATSEYE_WRAPPED_ALLOCATOR
int __wrap___isoc99_sscanf(const char *text, const char *format, ...);
int __wrap___isoc99_sscanf(const char *text, const char *format, ...) {
  (void)text;
  (void)format;
  return 0;
}

// its name behind glibc 2.38
int __wrap___isoc23_sscanf(const char *text, const char *format, ...);
int __wrap___isoc23_sscanf(const char *text, const char *format, ...) {
  (void)text;
  (void)format;
  return 0;
}
#endif
