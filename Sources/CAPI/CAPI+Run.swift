public import CAPIHeader
import Catseye
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
    guard segmenter != nil else { throw .badArgument("the model has not started") }
    guard let pixels = unsafe picture.pixels else { throw .badArgument("pixels is NULL") }
    let value = unsafe picture.format.rawValue
    guard value <= CATSEYE_GRAY8.rawValue, let format = RawFormat(value) else {
      throw .badArgument("pixel format \(value) is \(RawFormat(value) == nil ? "unknown" : "one of catseye_segment")")
    }
    let frame = unsafe FrameDescription(format, width: Int(picture.width), height: Int(picture.height))
    let first = unsafe pixels.assumingMemoryBound(to: UInt8.self)
    _ = unsafe try segment(FramePlanes((first, first, first), strides: (picture.stride, 0, 0)), frame)
  }

  func segment(_ planes: FramePlanes, _ frame: FrameDescription) throws(CallFailure) -> Segmentation {
    guard plan.input.channels < 4 || frame.format.hasFourth else {
      throw .badArgument("the model reads four bytes a pixel; give frames of CATSEYE_RGBA32 or CATSEYE_BGRA32")
    }
    let done: Segmentation?
    do throws(SegmenterError) { done = try segmenter?.segment(planes, frame) } catch { throw CallFailure(error) }
    guard let done else { throw .badArgument("the model has not started") }
    return done
  }
}

extension RawFormat {
  /// nil for a value that is not in catseye.h.
  init?(_ value: UInt32) {
    switch value {
    case CATSEYE_RGB24.rawValue: self = .rgb24
    case CATSEYE_BGR24.rawValue: self = .bgr24
    case CATSEYE_RGBA32.rawValue: self = .rgba
    case CATSEYE_BGRA32.rawValue: self = .bgra
    case CATSEYE_GRAY8.rawValue: self = .gray8
    case CATSEYE_NV12.rawValue: self = .nv12
    case CATSEYE_NV21.rawValue: self = .nv21
    case CATSEYE_I420.rawValue: self = .yuv420p
    case CATSEYE_YUYV.rawValue: self = .yuyv422
    case CATSEYE_UYVY.rawValue: self = .uyvy422
    default: return nil
    }
  }
}
