import Model

/// Corrects the first bytes of a model file: magic, version, size and checksum, so that the reader looks at the rest.
enum ModelEnvelope {
  /// The size of the fixed header.
  static let bytes = 192
  private static let checksummedFrom = 32
  /// The place of a plan's traits; a file without traits has the plain version.
  private static let traits = 168..<172

  static func repaired(_ file: UnsafeRawBufferPointer) -> [UInt8] {
    var bytes = Array(file)
    guard bytes.count >= ModelEnvelope.bytes else { return bytes }
    var header = FieldWriter()
    header.u64(ModelFormat.magic)
    let isPlain = bytes[traits].allSatisfy { $0 == 0 }
    // a file keeps the newest version, which is valid only if its steps need it
    let isNewest = bytes[8] == UInt8(ModelFormat.version)
    header.u32(isNewest ? ModelFormat.version : isPlain ? ModelFormat.plainVersion : ModelFormat.traitsVersion)
    header.u32(UInt32(ModelEnvelope.bytes))
    header.u64(UInt64(bytes.count))
    header.u64(bytes.withUnsafeBytes { ModelFormat.checksum(UnsafeRawBufferPointer(rebasing: $0[checksummedFrom...])) })
    bytes.replaceSubrange(0..<checksummedFrom, with: header.bytes)
    return bytes
  }
}
