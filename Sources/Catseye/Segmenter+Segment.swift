import CSystem
import Engine
import Model
import Vision

extension Segmenter {
  /// Computes the mask of a frame whose planes follow each other in one piece of memory.
  ///
  /// - Parameters:
  ///   - bytes: the frame; it is only read, and only during the call.
  ///   - frame: the frame's format and size, and the part of it that the network shall see.
  /// - Throws: ``SegmenterError/badFrame(_:)`` if the description or the number of bytes is wrong, and another error if a frame of a new
  ///   size finds no memory. The model takes the next frame as usual.
  public mutating func segment(
    _ bytes: Span<UInt8>, _ frame: FrameDescription
  ) throws(SegmenterError) -> Segmentation {
    let size = try frame.check(channels: inputChannels)
    return try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(SegmenterError) -> Segmentation in
      guard let start = bytes.baseAddress else { throw .badFrame("a frame without bytes") }
      let planes = unsafe FramePlanes(frame.format, of: size, at: start, strides: frame.strides)
      let needed = planes.byteCount(frame.format, size)
      guard bytes.count >= needed else { throw .badFrame("\(bytes.count) bytes of a frame of \(needed)") }
      return try segment(planes, frame)
    }
  }

  /// Computes the mask of a frame whose planes lie apart in memory.
  ///
  /// - Parameter planes: as many planes as the format has, with the rows of `frame`. Their strides count, not those of `frame`.
  public mutating func segment(
    _ planes: FramePlanes, _ frame: FrameDescription
  ) throws(SegmenterError) -> Segmentation {
    let start = catseye_clock()
    var frame = frame
    frame.strides = planes.strides
    let size = try frame.check(channels: engine.plan.input.channels)
    let next = Placement(frame.fit, of: size, region: try frame.checkedRegion(), to: fitting.placement.input)
    try adapt(to: next, frame)
    let held = next.source.evenStart
    var planes = planes
    planes.fillStrides(frame.format, size)
    pixels.load(planes, held)
    let (stride, channels) = (engine.inputRowStride, engine.plan.input.channels)
    unsafe fitting.write(
      pixels.rgb, fourth: channels == 4 ? pixels.fourth : UnsafeBufferPointer(start: nil, count: 0), held: held,
      into: engine.input, rowStride: stride)
    let prepared = catseye_clock()
    pool.takeTurn()
    let begun = catseye_clock()
    unsafe engine.run(logits: logits.count > 0 ? logits.mutableElements : nil, times: &stepTimes)
    pool.endTurn()
    if scores.count > 0 {
      unsafe ScoreMargin.compute(logits.elements, classes: engine.plan.classes.count, into: scores.mutableElements)
    }
    let computed = catseye_clock()
    return Segmentation(
      tag: frame.tag, captureTime: frame.captureTime, seen: next.source, shown: placement?.shown ?? next.target,
      preparing: prepared - start, waiting: begun - prepared, computing: computed - begun)
  }

  private mutating func adapt(to next: Placement, _ frame: FrameDescription) throws(SegmenterError) {
    do throws(VisionError) {
      try pixels.adapt(to: frame, next.source.size)
      try fitting.adapt(to: next)
      if placement == nil { placement = try PlanePlacement(next, mask: maskSize, atModelSize: false) }
      try placement?.adapt(to: next)
      frameSize = next.frame
    } catch {
      throw .outOfMemory(error)
    }
  }
}

extension PictureRegion {
  /// The region, grown to the upper left so that it begins where a chroma sample does.
  var evenStart: PictureRegion {
    PictureRegion(
      x: x & ~1, y: y & ~1, size: PictureSize(width: size.width + x & 1, height: size.height + y & 1))
  }
}
