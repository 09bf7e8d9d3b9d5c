import Vision

/// Memory for the output of frames of one size.
struct OutputRoom: ~Copyable {
  private static let frameWord = Array("FRAME\n".utf8)

  let placement: Placement
  let planes: PlanePlacement
  /// The class and the margin of each pixel at the output's size, where they are not the output themselves.
  let mask, margins: Buffer<UInt8>
  /// A frame's output, from its own header on.
  let bytes: Buffer<UInt8>
  /// Bytes of that header.
  let start: Int
  private var encoder: JPEGEncoder

  init(_ output: FrameOutput, _ placement: Placement, mask maskSize: PictureSize) throws(VisionError) {
    let planes = try PlanePlacement(placement, mask: maskSize, atModelSize: output.atModelSize)
    let pixels = planes.size.pixels
    let keepsMask = output.kind == .overlay || output.kind == .json || !output.groups.isEmpty
    let mask = try Buffer<UInt8>(count: keepsMask ? pixels : 0)
    let margins = try Buffer<UInt8>(count: output.kind == .json && output.scores ? pixels : 0)
    let isJPEG = output.kind == .overlay && output.container != .y4m
    let encoder = try JPEGEncoder(for: isJPEG ? placement.frame : PictureSize(width: 1, height: 1))
    let start = output.container == .y4m ? OutputRoom.frameWord.count : 0
    let bytes = try Buffer<UInt8>(count: start + OutputRoom.capacity(output, placement.frame, pixels))
    for (index, byte) in OutputRoom.frameWord.enumerated() where index < start { bytes.base[index] = byte }
    self.placement = placement
    self.planes = planes
    self.mask = mask
    self.margins = margins
    self.encoder = encoder
    self.start = start
    self.bytes = bytes
  }

  private static func capacity(_ output: FrameOutput, _ frame: PictureSize, _ pixels: Int) -> Int {
    switch output.kind {
    case .mask: pixels * (max(output.groups.count, 1) + (output.scores ? 1 : 0))
    case .overlay where output.container == .y4m: YUVLayout.planar(frame, shiftX: 1, shiftY: 1).byteCount
    case .overlay: JPEGEncoder.capacity(for: frame)
    case .json: RunLengthLine.capacity(pixels)
    case .logits, .none: 0
    }
  }

  /// One plane of the output.
  func plane(at offset: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: bytes.base + offset, count: planes.size.pixels)
  }

  func payload(end: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes.base, count: end) }

  /// Copies what has been put together elsewhere.
  func keep(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let count = min(text.count, bytes.count)
    text.withUnsafeBufferPointer { text in
      if let source = text.baseAddress { bytes.base.update(from: source, count: count) }
    }
    return payload(end: count)
  }

  mutating func encode(_ rgb: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> UnsafeBufferPointer<UInt8> {
    payload(end: try encoder.encode(UnsafeBufferPointer(rgb), of: placement.frame, into: bytes.mutableElements))
  }
}
