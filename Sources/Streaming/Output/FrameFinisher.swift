import Model
import Vision

/// Turns a frame's mask into the bytes that are written.
///
/// Buffers are placed for a frame size, and again when the size changes; a frame of the same size allocates nothing.
/// Safe: what it points to lives as long as it does.
@safe
struct FrameFinisher: ~Copyable {
  let output: FrameOutput
  private let classes: [ModelClass]
  private let isMultilabel: Bool
  private let input, maskSize: PictureSize
  private let framing: Framing
  private let overlay: Overlay
  /// How the first frame's stream encodes colours. The header states it once, so it holds for all frames.
  private var encoding = YUVEncoding()
  private let groups: ClassGroups
  /// The margin of each pixel, or one class's own mask; [mask height][mask width].
  private let margins: Buffer<UInt8>
  private var smoothing: MaskSmoothing?
  private var line: RunLengthLine
  private var room: OutputRoom
  private var writtenSize: PictureSize?
  /// Bytes that are written once, before the first payload; and below, the bytes of the frame.
  private(set) var header: [UInt8] = []
  private(set) var payload = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  init(_ plan: Plan, _ output: FrameOutput, framing: Framing) throws(VisionError) {
    let input = PictureSize(width: plan.input.width, height: plan.input.height)
    let maskSize = PictureSize(width: plan.maskWidth, height: plan.maskHeight)
    let overlay = try Overlay(classes: output.shown(plan.classes))
    let groups = try ClassGroups(output.groups)
    let margins = try Buffer<UInt8>(count: output.needsLogits(of: plan) ? maskSize.pixels : 0)
    let smoothing = try FrameFinisher.smoothing(output, plan)
    let room = try OutputRoom(output, framing.placement(of: input, to: input), mask: maskSize, classes: plan.classes)
    self.output = output
    self.framing = framing
    self.input = input
    self.maskSize = maskSize
    self.overlay = overlay
    self.groups = groups
    self.margins = margins
    self.smoothing = smoothing
    self.room = room
    classes = plan.classes
    isMultilabel = plan.isMultilabel
    line = RunLengthLine(classes: plan.classes)
  }

  private static func smoothing(_ output: FrameOutput, _ plan: Plan) throws(VisionError) -> MaskSmoothing? {
    guard let frames = output.smooth else { return nil }
    return try MaskSmoothing(frames: frames, classes: plan.classes.count, pixels: plan.maskWidth * plan.maskHeight)
  }

  /// Makes `payload`, which is valid until the next call. An overlay is drawn on the frame's own pixels.
  mutating func finish(_ frame: Frame) throws(StreamError) {
    try adapt(to: frame.size)
    unsafe smoothing?.add(
      frame.logits.elements, mask: frame.mask.mutableElements, margins: output.scores ? margins.mutableElements : nil)
    switch output.kind {
    case .none: break
    case .logits: unsafe payload = unsafe room.keep(UnsafeRawBufferPointer(frame.logits.elements))
    case .mask: finishMask(frame)
    case .json: finishLine(frame)
    case .overlay: try finishOverlay(frame)
    }
    if output.container == .y4m, writtenSize == nil { header = y4mHeader(frame) }
    writtenSize = room.placement.frame
  }

  private mutating func adapt(to size: PictureSize) throws(StreamError) {
    guard size != room.placement.frame else { return }
    if let writtenSize, output.container == .y4m, !output.atModelSize {
      throw .sizeChanged(from: writtenSize, to: size)
    }
    let placement = framing.placement(of: size, to: input)
    let (output, maskSize, classes) = (output, maskSize, classes)
    room = try StreamError.of { () throws(VisionError) in
      try OutputRoom(output, placement, mask: maskSize, classes: classes)
    }
  }

  private mutating func finishMask(_ frame: Frame) {
    let pixels = room.planes.size.pixels
    var next = room.start
    if groups.count == 0 {
      unsafe room.planes.place(frame.mask.elements, outside: 255, into: room.plane(at: next))
      next += pixels
    } else if isMultilabel {
      for index in 0..<groups.count {
        unsafe groups.apply(index, to: frame.mask.elements, frame.logits.elements, into: margins.mutableElements)
        unsafe room.planes.place(margins.elements, outside: 0, into: room.plane(at: next))
        next += pixels
      }
    } else {
      unsafe room.planes.place(frame.mask.elements, outside: 255, into: room.mask.mutableElements)
      for index in 0..<groups.count {
        unsafe groups.apply(index, to: room.mask.elements, into: room.plane(at: next))
        next += pixels
      }
    }
    if output.scores {
      unsafe placeMargins(of: frame, into: room.plane(at: next))
      next += pixels
    }
    unsafe payload = unsafe room.payload(end: next)
  }

  private func placeMargins(of frame: Frame, into out: UnsafeMutableBufferPointer<UInt8>) {
    if smoothing == nil {
      unsafe ScoreMargin.compute(frame.logits.elements, classes: classes.count, into: margins.mutableElements)
    }
    unsafe room.planes.place(margins.elements, outside: 0, into: out)
  }

  private mutating func finishLine(_ frame: Frame) {
    unsafe room.planes.place(frame.mask.elements, outside: 255, into: room.mask.mutableElements)
    if output.scores { unsafe placeMargins(of: frame, into: room.margins.mutableElements) }
    unsafe line.make(
      of: room.mask.elements, size: room.planes.size, margins: output.scores ? room.margins.elements : nil,
      frame: frame, capacity: room.bytes.count)
    unsafe payload = unsafe line.bytes.withUnsafeBytes { unsafe room.keep($0) }
  }

  private mutating func finishOverlay(_ frame: Frame) throws(StreamError) {
    unsafe room.planes.place(frame.mask.elements, outside: 255, into: room.mask.mutableElements)
    unsafe overlay.blend(room.mask.elements, over: frame.rgb)
    unsafe room.edges.draw(room.mask.elements, of: frame.size, over: frame.rgb)
    unsafe room.legend?.draw(over: frame.rgb, of: frame.size)
    guard output.container == .y4m else {
      unsafe payload = unsafe try room.encode(frame.rgb)
      return
    }
    if writtenSize == nil { encoding = YUVEncoding(frame.colour) }
    let size = frame.size
    if let rgb = unsafe frame.rgb.baseAddress {
      unsafe encoding.encode(rgb, of: size, into: room.bytes.base + room.start)
    }
    unsafe payload = unsafe room.payload(end: room.start + YUVLayout.planar(size, shiftX: 1, shiftY: 1).byteCount)
  }

  private func y4mHeader(_ frame: Frame) -> [UInt8] {
    let size = output.kind == .overlay ? frame.size : room.planes.size
    let range = output.kind == .overlay && frame.colour.range == .limited ? "LIMITED" : "FULL"
    let colour = "\(output.kind == .overlay ? "C420jpeg" : "Cmono") XCOLORRANGE=\(range)"
    let rate = output.frameRate ?? frame.frameRate
    let fraction = "F\(rate?.numerator ?? 25):\(rate?.denominator ?? 1)"
    return Array("YUV4MPEG2 W\(size.width) H\(size.height) \(fraction) Ip A1:1 \(colour)\n".utf8)
  }
}
