public import CAPIHeader
import Engine
import Model

@c @implementation
public func catseye_get_sizes(_ model: OpaquePointer!) -> catseye_sizes {
  var sizes = catseye_sizes()
  guard let model else { return sizes }
  let plan = ModelHandle.at(model).plan
  sizes.input_width = Int32(plan.input.width)
  sizes.input_height = Int32(plan.input.height)
  sizes.mask_width = Int32(plan.maskWidth)
  sizes.mask_height = Int32(plan.maskHeight)
  sizes.classes = Int32(plan.classes.count)
  sizes.steps = Int32(plan.steps.count)
  sizes.arena_bytes = Engine.arenaBytes(plan)
  return sizes
}

@c @implementation
public func catseye_get_class(
  _ model: OpaquePointer!, _ index: Int32, _ result: UnsafeMutablePointer<catseye_class>!
) -> catseye_status {
  guard let model, let result else { return CATSEYE_BAD_ARGUMENT }
  let classes = ModelHandle.at(model).plan.classes
  guard classes.indices.contains(Int(index)) else { return CATSEYE_BAD_ARGUMENT }
  let item = classes[Int(index)]
  result.pointee = catseye_class()
  withUnsafeMutableBytes(of: &result.pointee.name) { copyCString(item.name, into: $0) }
  result.pointee.red = item.red
  result.pointee.green = item.green
  result.pointee.blue = item.blue
  return CATSEYE_OK
}

@c @implementation
public func catseye_get_step(
  _ model: OpaquePointer!, _ index: Int32, _ result: UnsafeMutablePointer<catseye_step>!
) -> catseye_status {
  guard let model, let result else { return CATSEYE_BAD_ARGUMENT }
  let handle = ModelHandle.at(model)
  guard handle.plan.steps.indices.contains(Int(index)) else { return CATSEYE_BAD_ARGUMENT }
  let step = handle.plan.steps[Int(index)]
  result.pointee = catseye_step()
  withUnsafeMutableBytes(of: &result.pointee.name) { copyCString(step.name, into: $0) }
  let kernel = handle.engine?.kernelName(ofStep: Int(index)) ?? ""
  withUnsafeMutableBytes(of: &result.pointee.kernel) { copyCString(kernel, into: $0) }
  result.pointee.gmac = Double(handle.plan.multiplyAccumulates(of: step)) / 1e9
  if !handle.times.isEmpty { result.pointee.nanoseconds = handle.times[Int(index)] }
  return CATSEYE_OK
}
