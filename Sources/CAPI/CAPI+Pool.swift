public import CAPIHeader
import Catseye
import Engine

@c @implementation
public func catseye_pool_create(_ threads: Int32, _ error: UnsafeMutablePointer<catseye_error>!) -> OpaquePointer! {
  var pointer: OpaquePointer?
  _ = unsafe call(error) { () throws(CallFailure) in
    let count = try threadCount(threads)
    do throws(SegmenterError) {
      unsafe pointer = unsafe OpaquePointer(Unmanaged.passRetained(try ThreadPool.started(threads: count)).toOpaque())
    } catch {
      throw CallFailure(error)
    }
  }
  return unsafe pointer
}

@c @implementation
public func catseye_pool_destroy(_ pool: OpaquePointer!) {
  if let pool = unsafe pool { unsafe Unmanaged<ThreadPool>.fromOpaque(UnsafeRawPointer(pool)).release() }
}

extension ThreadPool {
  static func at(_ pointer: OpaquePointer) -> ThreadPool {
    unsafe Unmanaged<ThreadPool>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }
}

/// - Returns: nil for 0, which asks for the machine's usual number.
func threadCount(_ asked: Int32) throws(CallFailure) -> Int? {
  guard (0...ThreadPool.maximum).contains(Int(asked)) else {
    throw .badArgument("threads is \(asked), not 0 to \(ThreadPool.maximum)")
  }
  return asked == 0 ? nil : Int(asked)
}
