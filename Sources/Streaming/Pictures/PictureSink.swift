import Model
import Vision

/// Writes each frame's output to a file of its own: masks as PNG with the classes' colours, or as PGM; overlays as JPEG.
struct PictureSink: ByteSink {
  let folder: String
  let form: PictureForm
  let queue: PictureQueue
  let palette: [ModelClass]
  /// The size of masks if it is the model's; nil: they have the frame's.
  let maskSize: PictureSize?

  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(StreamError) {
    guard let (file, frameSize) = queue.take() else { return }
    let size = maskSize ?? frameSize
    let ending = form == .png ? ".png" : form == .pgm ? ".pgm" : ".jpg"
    var sink = try DescriptorSink.file(folder + "/" + file.stem + ending)
    switch form {
    case .jpeg: unsafe try sink.write(bytes)
    case .pgm:
      try sink.write(Array("P5\n\(size.width) \(size.height)\n255\n".utf8))
      unsafe try sink.write(bytes)
    case .png:
      let png = unsafe PNGMask.encode(bytes, size, palette)
      try sink.write(png)
    }
  }
}

/// The file format of the outputs of pictures.
public enum PictureForm: Equatable, Sendable { case png, pgm, jpeg }
