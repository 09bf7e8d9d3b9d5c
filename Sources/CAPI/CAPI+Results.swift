public import CAPIHeader
import Catseye
import Model
import Vision

@c @implementation
public func catseye_mask(_ model: OpaquePointer!) -> UnsafePointer<UInt8>! {
  guard let model = unsafe model else { return nil }
  return unsafe ModelHandle.at(model).mask
}

@c @implementation
public func catseye_copy_mask(
  _ model: OpaquePointer!, _ out: UnsafeMutablePointer<UInt8>!, _ width: Int32, _ height: Int32, _ stride: Int,
  _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model, let out = unsafe out else { throw .badArgument("model or out is NULL") }
    let sides = FrameDescription.sides
    guard sides.contains(Int(width)), sides.contains(Int(height)) else {
      throw .badArgument("the mask is \(width)x\(height); sides are 1 to \(sides.upperBound)")
    }
    let size = PictureSize(width: Int(width), height: Int(height))
    guard stride == 0 || (size.width...Int(Int32.max)).contains(stride) else {
      throw .badArgument("a stride of \(stride) bytes for rows of \(size.width)")
    }
    unsafe try ModelHandle.at(model).copyMask(to: out, size, stride: stride == 0 ? size.width : stride)
  }
}

@c @implementation
public func catseye_copy_plane(
  _ model: OpaquePointer!, _ plane: Int32, _ out: UnsafeMutablePointer<UInt8>!, _ capacity: Int, _ stride: Int,
  _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model, let out = unsafe out else { throw .badArgument("model or out is NULL") }
    guard capacity >= 0 else { throw .badArgument("a capacity of more than half of all memory") }
    let room = unsafe UnsafeMutableBufferPointer(start: out, count: capacity)
    switch plane {
    case Int32(CATSEYE_PLANE_MASK.rawValue): unsafe try ModelHandle.at(model).copy(.mask, to: room, stride)
    case Int32(CATSEYE_PLANE_SCORES.rawValue): unsafe try ModelHandle.at(model).copy(.scores, to: room, stride)
    default: throw .badArgument("plane \(plane) is unknown")
    }
  }
}

@c @implementation
public func catseye_logits(_ model: OpaquePointer!) -> UnsafePointer<Float>! {
  guard let model = unsafe model else { return nil }
  // the buffer is never replaced after the start
  return unsafe ModelHandle.at(model).logits
}

extension ModelHandle {
  fileprivate var mask: UnsafePointer<UInt8>? {
    guard segmenter != nil else { return nil }
    return unsafe segmenter?.maskStart
  }

  fileprivate var logits: UnsafePointer<Float>? {
    guard segmenter != nil else { return nil }
    return unsafe segmenter?.logitsStart
  }

  fileprivate func copyMask(
    to out: UnsafeMutablePointer<UInt8>, _ size: PictureSize, stride: Int
  ) throws(CallFailure) {
    guard let mask = unsafe mask else { throw .badArgument("the model has not started") }
    do throws(VisionError) {
      if enlargement?.target != size { enlargement = try MaskEnlargement(from: maskSize, to: size) }
    } catch {
      throw CallFailure(error)
    }
    unsafe enlargement?.enlarge(UnsafeBufferPointer(start: mask, count: maskSize.pixels), into: out, stride: stride)
  }

  fileprivate func copy(
    _ plane: Segmenter.Plane, to out: UnsafeMutableBufferPointer<UInt8>, _ stride: Int
  ) throws(CallFailure) {
    guard segmenter != nil else { throw .badArgument("the model has not started") }
    do throws(SegmenterError) { unsafe try segmenter?.copy(plane, to: out, stride: stride) } catch {
      throw CallFailure(error)
    }
  }
}
