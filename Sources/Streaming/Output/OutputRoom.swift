import Model
import Vision

/// Memory for the output of frames of one size.
struct OutputRoom: ~Copyable {
  private static let frameWord = Array("FRAME\n".utf8)

  let placement: Placement
  let planes: PlanePlacement
  /// The class and the margin of each pixel at the output's size. They are empty where the output itself holds them.
  let mask, margins: Buffer<UInt8>
  /// The lines of overlays.
  let edges: ClassEdges
  let legend: Legend?
  /// A frame's output, its own header first.
  let bytes: Buffer<UInt8>
  /// How many bytes that header has.
  let start: Int
  private var encoder: JPEGEncoder

  init(
    _ output: FrameOutput, _ placement: Placement, mask maskSize: PictureSize, classes: [ModelClass]
  ) throws(VisionError) {
    let planes = try PlanePlacement(placement, mask: maskSize, atModelSize: output.atModelSize)
    let pixels = planes.size.pixels
    let keepsMask = output.kind == .overlay || output.kind == .json || !output.groups.isEmpty
    let mask = try Buffer<UInt8>(count: keepsMask ? pixels : 0)
    let margins = try Buffer<UInt8>(count: output.kind == .json && output.scores ? pixels : 0)
    let isJPEG = output.kind == .overlay && output.container != .y4m
    let encoder = try JPEGEncoder(for: isJPEG ? placement.frame : PictureSize(width: 1, height: 1))
    let start = output.container == .y4m ? OutputRoom.frameWord.count : 0
    let bytes = try Buffer<UInt8>(
      count: start + OutputRoom.capacity(output, placement.frame, maskSize, pixels, classes))
    for (index, byte) in OutputRoom.frameWord.enumerated() where index < start { unsafe bytes.base[index] = byte }
    self.placement = placement
    edges = output.edgeWidth.map { ClassEdges(width: $0) } ?? ClassEdges(for: placement.frame)
    legend = output.hasLegend ? Legend(output.shown(classes), for: placement.frame) : nil
    self.planes = planes
    self.mask = mask
    self.margins = margins
    self.encoder = encoder
    self.start = start
    self.bytes = bytes
  }

  private static func capacity(
    _ output: FrameOutput, _ frame: PictureSize, _ maskSize: PictureSize, _ pixels: Int, _ classes: [ModelClass]
  ) -> Int {
    switch output.kind {
    case .mask: pixels * (max(output.groups.count, 1) + (output.scores ? 1 : 0))
    case .overlay where output.container == .y4m: YUVLayout.planar(frame, shiftX: 1, shiftY: 1).byteCount
    case .overlay: JPEGEncoder.capacity(for: frame)
    case .json: RunLengthLine.capacity(classes, pixels: pixels)
    case .logits: classes.count * maskSize.pixels * MemoryLayout<Float>.stride
    case .none: 0
    }
  }

  /// One plane of the output.
  func plane(at offset: Int) -> UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: bytes.base + offset, count: planes.size.pixels)
  }

  func payload(end: Int) -> UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: bytes.base, count: end) }

  /// Copies an output that was made elsewhere, because it may be written again when its frame holds another picture.
  func keep(_ made: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt8> {
    precondition(made.count <= bytes.count)
    unsafe UnsafeMutableRawBufferPointer(bytes.mutableElements).copyMemory(from: made)
    return unsafe payload(end: made.count)
  }

  mutating func encode(_ rgb: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> UnsafeBufferPointer<UInt8> {
    unsafe payload(end: try encoder.encode(UnsafeBufferPointer(rgb), of: placement.frame, into: bytes.mutableElements))
  }
}
