public import CAPIHeader
import Engine
import Kernels
import Model
import Vision

@c @implementation
public func catseye_run(
  _ model: OpaquePointer!, _ frame: UnsafePointer<catseye_frame>!, _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model, let frame = unsafe frame else { throw .badArgument("model or frame is NULL") }
    unsafe try ModelHandle.at(model).run(frame.pointee)
  }
}

extension ModelHandle {
  fileprivate func run(_ picture: catseye_frame) throws(CallFailure) {
    guard engine != nil else { throw .badArgument("the model has not started") }
    guard let pixels = unsafe picture.pixels else { throw .badArgument("pixels is NULL") }
    guard let format = unsafe PixelFormat(picture.format) else {
      throw .badArgument(unsafe "pixel format \(picture.format.rawValue) is unknown")
    }
    guard plan.input.channels < 4 || format.bytes == 4 else {
      throw .badArgument("the model reads four bytes a pixel; give frames of CATSEYE_RGBA32 or CATSEYE_BGRA32")
    }
    let size = unsafe try PictureSize(width: picture.width, height: picture.height, "the frame")
    let packed = size.width * format.bytes
    let stride = unsafe picture.stride == 0 ? packed : picture.stride
    guard stride >= packed else { throw .badArgument("a stride of \(stride) bytes for rows of \(packed)") }
    do throws(VisionError) {
      if frame?.size != size {
        let target = PictureSize(width: plan.input.width, height: plan.input.height)
        frame = try FrameInput(size: size, to: target, channels: plan.input.channels)
      }
    } catch {
      throw CallFailure(error)
    }
    unsafe compute(pixels, stride, format)
  }

  private func compute(_ pixels: UnsafeRawPointer, _ stride: Int, _ format: PixelFormat) {
    guard var engine = engine.take() else { return }
    unsafe frame?.load(pixels, stride: stride, format, into: engine)
    unsafe engine.run(logits: logits?.mutableElements, times: &times)
    self.engine = consume engine
  }
}

extension PictureSize {
  /// - Parameter what: names it where it is refused.
  init(width: Int32, height: Int32, _ what: String) throws(CallFailure) {
    guard FrameInput.sides.contains(width), FrameInput.sides.contains(height) else {
      throw .badArgument("\(what) is \(width)x\(height); sides are 1 to \(FrameInput.sides.upperBound)")
    }
    self.init(width: Int(width), height: Int(height))
  }
}
