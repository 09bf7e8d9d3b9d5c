// libjpeg calls sscanf only to read the variable JPEGMEM, and nothing else calls it. In a static program (--wrap) this function takes its
// place and reads nothing: a variable must not change what is decoded, and the pool's size is fixed anyway.
#ifdef CATSEYE_WRAPPED_ALLOCATOR
int __wrap___isoc99_sscanf(const char *text, const char *format, ...);
int __wrap___isoc99_sscanf(const char *text, const char *format, ...) {
  (void)text;
  (void)format;
  return 0;
}

// its name since glibc 2.38
int __wrap___isoc23_sscanf(const char *text, const char *format, ...);
int __wrap___isoc23_sscanf(const char *text, const char *format, ...) {
  (void)text;
  (void)format;
  return 0;
}
#endif
