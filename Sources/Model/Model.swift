/// A model that was loaded and checked: its plan, and its data section in the mapped file.
public struct Model: ~Copyable {
  public let plan: Plan
  private let file: FileMapping
  private let dataRange: Range<Int>

  /// Maps the file read-only and checks all of it.
  ///
  /// - Throws: ModelError, naming what is wrong; nothing of a refused file is used.
  public init(path: String) throws(ModelError) {
    try self.init(FileMapping(path: path))
  }

  /// Checks a file's bytes in memory. They must be aligned to 4, outlive the model, and not change.
  public init(bytes: UnsafeRawBufferPointer) throws(ModelError) {
    unsafe try self.init(FileMapping(borrowing: bytes))
  }

  private init(_ file: consuming FileMapping) throws(ModelError) {
    let plan = try unsafe Plan(decoding: file.bytes)
    let dataRange = unsafe Plan.dataRange(of: file.bytes)
    try unsafe plan.validate(data: UnsafeRawBufferPointer(rebasing: file.bytes[dataRange]))
    self.file = file
    self.plan = plan
    self.dataRange = dataRange
  }

  /// Weights and tables; offsets in phases count from its start. Valid as long as the model lives.
  public var data: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: file.bytes[dataRange]) }

  /// The scale of each channel of a tensor.
  public func channelScales(of tensor: Tensor) -> [Float] {
    guard let offset = tensor.channelScales else { return [Float](repeating: tensor.scale, count: tensor.channels) }
    return (0..<tensor.channels).map { unsafe data.loadUnaligned(fromByteOffset: offset + 4 * $0, as: Float.self) }
  }

  public var fileBytes: Int { unsafe file.bytes.count }
}
