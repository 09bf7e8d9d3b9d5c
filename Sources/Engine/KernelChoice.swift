/// How a kernel is chosen where several can compute a convolution. All of them give the same bytes.
public enum KernelChoice: Sendable {
  /// The one that the kernel table says is quicker for such a window.
  case usual
  /// The one that is quicker on this machine: each is timed while the engine starts.
  case timed
  /// Always the direct one, which takes every shape.
  case direct
  /// Winograd wherever it is exact and the table has it.
  case winograd
}
