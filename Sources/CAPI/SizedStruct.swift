import CAPIHeader

/// A struct of catseye.h whose first field states its size in the caller's program.
protocol SizedStruct {
  init()
  var size: Int { get set }
  /// Bytes that the struct had in the interface's first version; no caller has fewer.
  static var firstSize: Int { get }
}

extension SizedStruct {
  /// More bytes than any version will have: a larger size was never set.
  private static var largestSize: Int { 4096 }

  private static func check(_ size: Int, _ name: StaticString) throws(CallFailure) {
    guard (firstSize...largestSize).contains(size) else {
      throw .badArgument("\(name).size is \(size); set it to sizeof(catseye_\(name)), here \(MemoryLayout<Self>.size)")
    }
  }

  /// Reads the caller's struct. Fields that it lacks become 0; fields that this library does not know must be 0.
  ///
  /// - Parameter name: the struct's name in catseye.h, without "catseye_".
  init(of pointer: UnsafePointer<Self>, _ name: StaticString) throws(CallFailure) {
    let size = unsafe UnsafeRawPointer(pointer).load(as: Int.self)
    try Self.check(size, name)
    let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: size)
    let known = min(size, MemoryLayout<Self>.size)
    for index in known..<size where unsafe bytes[index] != 0 {
      throw .badArgument("\(name) has fields that this library does not know; it needs a newer one")
    }
    var value = Self()
    unsafe withUnsafeMutableBytes(of: &value) {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<known]))
    }
    self = value
  }

  /// Writes the fields for which the caller's struct has room, except its size; bytes after them become 0.
  func write(to pointer: UnsafeMutablePointer<Self>, _ name: StaticString) throws(CallFailure) {
    let size = unsafe UnsafeRawPointer(pointer).load(as: Int.self)
    try Self.check(size, name)
    var value = self
    value.size = size
    let out = unsafe UnsafeMutableRawBufferPointer(start: pointer, count: size)
    unsafe withUnsafeBytes(of: &value) { value in
      for index in 0..<size { unsafe out[index] = index < value.count ? value[index] : 0 }
    }
  }
}

extension catseye_setup: @unsafe SizedStruct { static var firstSize: Int { 56 } }
extension catseye_image: @unsafe SizedStruct { static var firstSize: Int { 112 } }
extension catseye_result: @unsafe SizedStruct { static var firstSize: Int { 96 } }
