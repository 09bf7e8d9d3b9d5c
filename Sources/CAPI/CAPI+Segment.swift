public import CAPIHeader
import Catseye
import Model
import Vision

@c @implementation
public func catseye_segment(
  _ model: OpaquePointer!, _ image: UnsafePointer<catseye_image>!, _ result: UnsafeMutablePointer<catseye_result>!,
  _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    // cleared first, so that the caller does not take an older frame's result for this one's
    if let result = unsafe result { try unsafe catseye_result().write(to: result, "result") }
    guard let model = unsafe model, let image = unsafe image else { throw .badArgument("model or image is NULL") }
    let filled = unsafe try ModelHandle.at(model).segment(catseye_image(of: image, "image"))
    if let result = unsafe result { try unsafe filled.write(to: result, "result") }
  }
}

extension ModelHandle {
  fileprivate func segment(_ image: catseye_image) throws(CallFailure) -> catseye_result {
    guard segmenter != nil else { throw .badArgument("the model has not started") }
    let frame = try FrameDescription(image)
    let done = try segment(FramePlanes(image, frame.format), frame)
    var result = unsafe catseye_result()
    unsafe (result.tag, result.capture_time) = (done.tag, done.captureTime)
    unsafe result.mask = unsafe segmenter?.maskStart
    unsafe result.scores = unsafe segmenter?.scoresStart
    unsafe (result.seen, result.shown) = (catseye_region(done.seen), catseye_region(done.shown))
    unsafe (result.preparing, result.waiting, result.computing) = (done.preparing, done.waiting, done.computing)
    return unsafe result
  }
}

extension FrameDescription {
  fileprivate init(_ image: catseye_image) throws(CallFailure) {
    guard let format = RawFormat(UInt32(bitPattern: image.format)) else {
      throw .badArgument("pixel format \(image.format) is unknown")
    }
    self.init(format, width: Int(image.width), height: Int(image.height))
    switch image.range {
    case Int32(CATSEYE_RANGE_USUAL.rawValue): range = nil
    case Int32(CATSEYE_RANGE_LIMITED.rawValue): range = .limited
    case Int32(CATSEYE_RANGE_FULL.rawValue): range = .full
    default: throw .badArgument("range \(image.range) is unknown")
    }
    switch image.matrix {
    case Int32(CATSEYE_MATRIX_USUAL.rawValue): matrix = nil
    case Int32(CATSEYE_MATRIX_BT601.rawValue): matrix = .bt601
    case Int32(CATSEYE_MATRIX_BT709.rawValue): matrix = .bt709
    default: throw .badArgument("matrix \(image.matrix) is unknown")
    }
    switch image.fit {
    case Int32(CATSEYE_FIT_STRETCH.rawValue): fit = .stretch
    case Int32(CATSEYE_FIT_CROP.rawValue): fit = .crop
    case Int32(CATSEYE_FIT_LETTERBOX.rawValue): fit = .letterbox
    default: throw .badArgument("fit \(image.fit) is unknown")
    }
    let part = image.region
    if part.x != 0 || part.y != 0 || part.width != 0 || part.height != 0 {
      region = Region(x: Int(part.x), y: Int(part.y), width: Int(part.width), height: Int(part.height))
    }
    (tag, captureTime) = (image.tag, image.capture_time)
  }
}

extension FramePlanes {
  fileprivate init(_ image: catseye_image, _ format: RawFormat) throws(CallFailure) {
    guard let first = unsafe image.planes.0 else { throw .badArgument("planes[0] is NULL") }
    guard unsafe format.planeCount < 2 || image.planes.1 != nil else { throw .badArgument("planes[1] is NULL") }
    guard unsafe format.planeCount < 3 || image.planes.2 != nil else { throw .badArgument("planes[2] is NULL") }
    let (second, third) = unsafe (image.planes.1 ?? first, image.planes.2 ?? first)
    unsafe self.init(
      (
        first.assumingMemoryBound(to: UInt8.self), second.assumingMemoryBound(to: UInt8.self),
        third.assumingMemoryBound(to: UInt8.self)
      ),
      strides: image.strides)
  }
}

extension catseye_region {
  fileprivate init(_ region: PictureRegion) {
    self.init(
      x: Int32(region.x), y: Int32(region.y), width: Int32(region.size.width), height: Int32(region.size.height))
  }
}
