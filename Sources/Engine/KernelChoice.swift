/// Which of the kernels that can compute a convolution does; the bytes are the same.
public enum KernelChoice: Sendable {
  /// What the kernel table says is quicker for such a window.
  case usual
  /// What is quicker here and now: each is timed while the engine starts.
  case timed
  /// Always the one that takes every shape.
  case direct
  /// Winograd wherever it is exact and the table has it.
  case winograd
}
