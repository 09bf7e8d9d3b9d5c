import Engine
import Model
import Vision

/// Makes one frame's output: resize, engine, then mask, picture or logits.
///
/// Buffers are placed for a frame size, and anew when it changes; a frame of the same size allocates nothing here.
public struct FrameProcessor: ~Copyable {
  public let kind: FrameOutput
  public private(set) var engine: Engine
  /// Frame size that the buffers are placed for.
  public private(set) var size: PictureSize
  private var resampler: Resampler
  private var enlargement: MaskEnlargement
  private let overlay: Overlay
  private var encoder: JPEGEncoder
  /// At the frame's size, for the overlay.
  private var mask: Buffer<UInt8>
  private var outputBuffer: Buffer<UInt8>
  private var outputCount = 0

  /// - Parameter size: of the first frame, where it is known.
  public init(_ engine: consuming Engine, output kind: FrameOutput, size first: PictureSize? = nil) throws(VisionError)
  {
    let modelSize = FrameProcessor.inputSize(engine.plan)
    let size = first ?? modelSize
    let resampler = try Resampler(from: size, to: modelSize)
    let enlargement = try MaskEnlargement(from: FrameProcessor.maskSize(engine.plan), to: size)
    let overlay = try Overlay(classes: engine.plan.classes)
    let encoder = try JPEGEncoder(for: size)
    let mask = try Buffer<UInt8>(count: kind == .overlay ? size.pixels : 0)
    let outputBuffer = try Buffer<UInt8>(count: FrameProcessor.outputBytes(kind, size, engine.plan))
    self.kind = kind
    self.size = size
    self.resampler = resampler
    self.enlargement = enlargement
    self.overlay = overlay
    self.encoder = encoder
    self.mask = mask
    self.outputBuffer = outputBuffer
    self.engine = engine
  }

  /// What the last `process` made; empty before the first.
  public var output: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: outputBuffer.base, count: outputCount) }

  /// - Parameters:
  ///   - rgb: [size.height][size.width][3]; an overlay is laid over it in place.
  ///   - frameSize: may differ from the last frame's.
  public mutating func process(
    _ rgb: UnsafeMutableBufferPointer<UInt8>, size frameSize: PictureSize
  ) throws(StreamError) {
    try adapt(to: frameSize)
    resampler.resample(
      UnsafeBufferPointer(rgb), into: engine.input, rowStride: engine.inputRowStride,
      pixelStride: engine.inputPixelStride)
    switch kind {
    case .mask(let atModelSize):
      engine.run()
      if atModelSize {
        _ = outputBuffer.mutableElements.update(from: engine.mask)
      } else {
        enlargement.enlarge(engine.mask, into: outputBuffer.mutableElements)
      }
      outputCount = outputBuffer.count
    case .overlay:
      engine.run()
      enlargement.enlarge(engine.mask, into: mask.mutableElements)
      overlay.blend(mask.elements, over: rgb)
      outputCount = try encoder.encode(UnsafeBufferPointer(rgb), of: size, into: outputBuffer.mutableElements)
    case .logits:
      outputBuffer.mutableElements.withMemoryRebound(to: Float.self) { engine.run(logits: $0) }
      outputCount = outputBuffer.count
    case .none: engine.run()
    }
  }

  private mutating func adapt(to frameSize: PictureSize) throws(StreamError) {
    guard frameSize != size else { return }
    do throws(VisionError) {
      resampler = try Resampler(from: frameSize, to: FrameProcessor.inputSize(engine.plan))
      enlargement = try MaskEnlargement(from: FrameProcessor.maskSize(engine.plan), to: frameSize)
      if kind == .overlay {
        mask = try Buffer(count: frameSize.pixels)
        encoder = try JPEGEncoder(for: frameSize)
      }
      outputBuffer = try Buffer(count: FrameProcessor.outputBytes(kind, frameSize, engine.plan))
      size = frameSize
    } catch {
      throw StreamError(error)
    }
  }
}
