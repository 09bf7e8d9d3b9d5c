import CAPIHeader
import CKernels
import CSystem
import Catseye
import Engine
import Model
import Vision

/// Why a call failed, as `catseye_error` reports it.
struct CallFailure: Error {
  var status: catseye_status
  var message: String

  static func badArgument(_ message: String) -> CallFailure {
    CallFailure(status: CATSEYE_BAD_ARGUMENT, message: message)
  }

  init(status: catseye_status, message: String) {
    self.status = status
    self.message = message
  }

  /// - Parameter what: names the model, for instance "model city.ceye".
  init(_ error: ModelError, of what: String) {
    if case .cannotOpen(let errno) = error {
      let isMissing = catseye_is_missing_file(errno) != 0 || catseye_is_not_permitted(errno) != 0
      self.init(
        status: isMissing ? CATSEYE_NO_FILE : CATSEYE_NO_RESOURCES,
        message: unsafe "\(what) cannot be opened: \(String(cString: catseye_error_text(errno)))")
    } else {
      self.init(status: CATSEYE_BAD_MODEL, message: "\(what) \(error.message)")
    }
  }

  init(_ error: SegmenterError) {
    switch error {
    case .model(let error, let path): self.init(error, of: "model \(path)")
    case .cannotStart, .outOfMemory: self.init(status: CATSEYE_NO_RESOURCES, message: error.message)
    case .badFrame, .unavailable: self = .badArgument(error.message)
    }
  }

  init(_ error: EngineError) { self.init(status: CATSEYE_NO_RESOURCES, message: error.message) }
  init(_ error: VisionError) { self.init(status: CATSEYE_NO_RESOURCES, message: error.message) }
}

extension UnsafeMutablePointer<catseye_error> {
  func report(_ status: catseye_status, _ message: String = "") {
    unsafe pointee.status = status
    unsafe withUnsafeMutableBytes(of: &pointee.message) { unsafe copyCString(message, into: $0) }
  }
}

/// Copies UTF-8 and a zero byte; where it does not fit it is cut between two characters.
func copyCString(_ text: String, into bytes: UnsafeMutableRawBufferPointer) {
  let source = Array(text.utf8)
  var count = min(source.count, bytes.count - 1)
  while count > 0, count < source.count, source[count] & 0xC0 == 0x80 { count -= 1 }
  for index in 0..<count { unsafe bytes[index] = source[index] }
  unsafe bytes[count] = 0
}

/// Runs one call and returns its status. It resets the floating-point mode for the call and restores the caller's.
@inline(__always)
func call(
  _ error: UnsafeMutablePointer<catseye_error>?, _ body: () throws(CallFailure) -> Void
) -> catseye_status {
  let saved = catseye_float_mode_enter()
  defer { catseye_float_mode_leave(saved) }
  do throws(CallFailure) {
    try body()
    unsafe error?.report(CATSEYE_OK)
    return CATSEYE_OK
  } catch let failure {
    unsafe error?.report(failure.status, failure.message)
    return failure.status
  }
}
