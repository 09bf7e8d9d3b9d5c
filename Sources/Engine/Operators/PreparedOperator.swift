import CKernels
import Kernels

/// A step between convolutions, ready to run: its kernel, with all arguments.
/// Its pointers point into the engine's arena and the model's file, and are valid as long as these live.
@safe
struct PreparedOperator {
  let family: OperatorFamily
  /// Bytes of scratch memory that a thread needs.
  let scratchBytes: Int
  /// Computes rows `begin` ..< `end` of the output. It allocates nothing.
  let run: (_ begin: Int32, _ end: Int32, _ scratch: UnsafeMutablePointer<UInt8>) -> Void

  init(
    _ family: OperatorFamily, scratchBytes: Int = 0,
    run: @escaping (_ begin: Int32, _ end: Int32, _ scratch: UnsafeMutablePointer<UInt8>) -> Void
  ) {
    self.family = family
    self.scratchBytes = scratchBytes
    unsafe self.run = unsafe run
  }

  /// An operator whose kernel takes its arguments and a range of rows, as most do.
  init<Arguments>(
    _ family: OperatorFamily, _ kernel: @escaping (UnsafePointer<Arguments>?, Int32, Int32) -> Void,
    _ arguments: Arguments
  ) {
    unsafe self.init(family) { begin, end, _ in
      unsafe withUnsafePointer(to: arguments) { unsafe kernel($0, begin, end) }
    }
  }
}
