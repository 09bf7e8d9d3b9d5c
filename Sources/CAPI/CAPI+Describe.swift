public import CAPIHeader
import Catseye
import Engine
import Model

@c @implementation
public func catseye_get_sizes(_ model: OpaquePointer!) -> catseye_sizes {
  var sizes = catseye_sizes()
  guard let model = unsafe model else { return sizes }
  let plan = unsafe ModelHandle.at(model).plan
  sizes.input_width = Int32(plan.input.width)
  sizes.input_height = Int32(plan.input.height)
  sizes.mask_width = Int32(plan.maskWidth)
  sizes.mask_height = Int32(plan.maskHeight)
  sizes.classes = Int32(plan.classes.count)
  sizes.steps = Int32(plan.steps.count)
  sizes.arena_bytes = Engine.arenaBytes(plan)
  sizes.input_channels = Int32(plan.input.channels)
  return sizes
}

@c @implementation
public func catseye_is_multilabel(_ model: OpaquePointer!) -> Int32 {
  guard let model = unsafe model else { return 0 }
  return unsafe ModelHandle.at(model).plan.isMultilabel ? 1 : 0
}

@c @implementation
public func catseye_get_class(
  _ model: OpaquePointer!, _ index: Int32, _ result: UnsafeMutablePointer<catseye_class>!
) -> catseye_status {
  guard let model = unsafe model, let result = unsafe result else { return CATSEYE_BAD_ARGUMENT }
  let classes = unsafe ModelHandle.at(model).plan.classes
  guard classes.indices.contains(Int(index)) else { return CATSEYE_BAD_ARGUMENT }
  let item = classes[Int(index)]
  unsafe result.pointee = catseye_class()
  unsafe withUnsafeMutableBytes(of: &result.pointee.name) { unsafe copyCString(item.name, into: $0) }
  unsafe result.pointee.red = item.red
  unsafe result.pointee.green = item.green
  unsafe result.pointee.blue = item.blue
  return CATSEYE_OK
}

@c @implementation
public func catseye_get_step(
  _ model: OpaquePointer!, _ index: Int32, _ result: UnsafeMutablePointer<catseye_step>!
) -> catseye_status {
  guard let model = unsafe model, let result = unsafe result else { return CATSEYE_BAD_ARGUMENT }
  let handle = unsafe ModelHandle.at(model)
  guard handle.plan.steps.indices.contains(Int(index)) else { return CATSEYE_BAD_ARGUMENT }
  let step = handle.plan.steps[Int(index)]
  unsafe result.pointee = catseye_step()
  unsafe withUnsafeMutableBytes(of: &result.pointee.name) { unsafe copyCString(step.name, into: $0) }
  let kernel = handle.segmenter?.kernelName(ofStep: Int(index)) ?? ""
  unsafe withUnsafeMutableBytes(of: &result.pointee.kernel) { unsafe copyCString(kernel, into: $0) }
  unsafe result.pointee.gmac = Double(handle.plan.multiplyAccumulates(of: step)) / 1e9
  if let times = handle.segmenter?.stepTimes, !times.isEmpty { unsafe result.pointee.nanoseconds = times[Int(index)] }
  return CATSEYE_OK
}
