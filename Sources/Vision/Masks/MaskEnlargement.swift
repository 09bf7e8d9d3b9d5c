/// Resizes masks by nearest neighbour: the source index is ((2x + 1) · w) / (2W) on each axis (NUMERICS.md, "Frames").
public struct MaskEnlargement: ~Copyable {
  public let source, target: PictureSize
  private let columns, rows: Buffer<Int32>

  public init(from source: PictureSize, to target: PictureSize) throws(VisionError) {
    let columns = try MaskEnlargement.indices(source.width, target.width)
    let rows = try MaskEnlargement.indices(source.height, target.height)
    self.source = source
    self.target = target
    self.columns = columns
    self.rows = rows
  }

  private static func indices(_ inputs: Int, _ outputs: Int) throws(VisionError) -> Buffer<Int32> {
    var indices = try Buffer<Int32>(count: outputs)
    for x in 0..<outputs { indices[x] = Int32((2 * x + 1) * inputs / (2 * outputs)) }
    return indices
  }

  /// - Parameters:
  ///   - mask: class indices, [source.height][source.width].
  ///   - output: [target.height][target.width].
  public func enlarge(_ mask: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
    precondition(output.count == target.pixels)
    guard let out = output.baseAddress else { return }
    unsafe enlarge(mask, into: out, stride: target.width)
  }

  /// The same, into rows that are `stride` bytes apart.
  public func enlarge(_ mask: UnsafeBufferPointer<UInt8>, into out: UnsafeMutablePointer<UInt8>, stride: Int) {
    precondition(mask.count == source.pixels && stride >= target.width)
    guard let input = mask.baseAddress else { return }
    unsafe enlarge(input, rowBytes: source.width, into: out, rowBytes: stride)
  }

  /// The same between rectangles of larger pictures, whose rows are `rowBytes` apart.
  func enlarge(
    _ input: UnsafePointer<UInt8>, rowBytes inputRowBytes: Int, into out: UnsafeMutablePointer<UInt8>,
    rowBytes outputRowBytes: Int
  ) {
    let width = target.width
    for y in 0..<target.height {
      let line = unsafe out + y * outputRowBytes
      if y > 0, unsafe rows.base[y] == rows.base[y - 1] {
        unsafe line.update(from: line - outputRowBytes, count: width)
        continue
      }
      let from = unsafe input + Int(rows.base[y]) * inputRowBytes
      if source.width == width {
        unsafe line.update(from: from, count: width)
      } else {
        for x in 0..<width { unsafe line[x] = unsafe from[Int(columns.base[x])] }
      }
    }
  }
}
