/// Why a model file was refused. Everything in the file is untrusted; nothing is used before it was checked.
public enum ModelError: Error, Equatable {
  case cannotOpen(errno: Int32)
  case truncated(expected: Int, actual: Int)
  case trailingBytes(expected: Int, actual: Int)
  case notAModel
  case unsupportedVersion(Int)
  case wrongChecksum
  /// A field of the record with this index has an impossible value.
  case invalid(StaticStringBox, index: Int)

  /// The whole reason, without the name of the program or of the file.
  public var message: String {
    switch self {
    case .cannotOpen(let errno): "cannot be opened (errno \(errno))"
    case .truncated(let expected, let actual): "is cut short: \(actual) bytes of \(expected)"
    case .trailingBytes(let expected, let actual): "is \(actual - expected) bytes too long"
    case .notAModel: "is not a .ceye model"
    case .unsupportedVersion(let version):
      "has format version \(version), this program reads \(ModelFormat.version); convert it again"
    case .wrongChecksum: "is damaged: its checksum does not match"
    case .invalid(let what, let index): "is damaged: \(what.text) (record \(index))"
    }
  }
}

/// A StaticString that compares by its bytes, so that errors can be compared in tests.
public struct StaticStringBox: Equatable, Sendable {
  let value: StaticString
  init(_ value: StaticString) { self.value = value }

  public var text: String {
    unsafe String(decoding: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount), as: UTF8.self)
  }

  public static func == (a: StaticStringBox, b: StaticStringBox) -> Bool {
    unsafe UnsafeBufferPointer(start: a.value.utf8Start, count: a.value.utf8CodeUnitCount)
      .elementsEqual(UnsafeBufferPointer(start: b.value.utf8Start, count: b.value.utf8CodeUnitCount))
  }
}
