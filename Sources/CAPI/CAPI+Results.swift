public import CAPIHeader
import Engine
import Kernels
import Model
import Vision

@c @implementation
public func catseye_mask(_ model: OpaquePointer!) -> UnsafePointer<UInt8>! {
  guard let model = unsafe model else { return nil }
  return unsafe ModelHandle.at(model).mask?.baseAddress
}

@c @implementation
public func catseye_copy_mask(
  _ model: OpaquePointer!, _ out: UnsafeMutablePointer<UInt8>!, _ width: Int32, _ height: Int32, _ stride: Int,
  _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model, let out = unsafe out else { throw .badArgument("model or out is NULL") }
    let size = try PictureSize(width: width, height: height, "the mask")
    guard stride == 0 || stride >= size.width else {
      throw .badArgument("a stride of \(stride) bytes for rows of \(size.width)")
    }
    unsafe try ModelHandle.at(model).copyMask(to: out, size, stride: stride == 0 ? size.width : stride)
  }
}

@c @implementation
public func catseye_logits(_ model: OpaquePointer!) -> UnsafePointer<Float>! {
  guard let model = unsafe model else { return nil }
  // never replaced after the start
  guard let first = unsafe ModelHandle.at(model).logits?.base else { return nil }
  return unsafe UnsafePointer(first)
}

extension ModelHandle {
  fileprivate var mask: UnsafeBufferPointer<UInt8>? {
    guard engine != nil else { return nil }
    return unsafe engine?.mask
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
    unsafe enlargement?.enlarge(mask, into: out, stride: stride)
  }
}
