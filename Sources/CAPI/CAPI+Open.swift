public import CAPIHeader
import Engine
import Model

@c @implementation
public func catseye_version() -> UnsafePointer<CChar>! {
  unsafe UnsafeRawPointer(Engine.version.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func catseye_interface_version() -> Int32 { CATSEYE_INTERFACE_VERSION }

@c @implementation
public func catseye_open(
  _ path: UnsafePointer<CChar>!, _ error: UnsafeMutablePointer<catseye_error>!
) -> OpaquePointer! {
  unsafe open(error) { () throws(CallFailure) -> ModelHandle in
    guard let path = unsafe path else { throw .badArgument("path is NULL") }
    let name = unsafe String(cString: path)
    do throws(ModelError) { return ModelHandle(try Model(path: name)) } catch {
      throw CallFailure(error, of: "model \(name)")
    }
  }
}

@c @implementation
public func catseye_open_memory(
  _ bytes: UnsafeRawPointer!, _ size: Int, _ error: UnsafeMutablePointer<catseye_error>!
) -> OpaquePointer! {
  unsafe open(error) { () throws(CallFailure) -> ModelHandle in
    guard let bytes = unsafe bytes else { throw .badArgument("bytes is NULL") }
    guard size >= 0, UInt(bitPattern: bytes) % 4 == 0 else { throw .badArgument("bytes are not aligned to 4") }
    do throws(ModelError) {
      return unsafe ModelHandle(try Model(bytes: UnsafeRawBufferPointer(start: bytes, count: size)))
    } catch {
      throw CallFailure(error, of: "the model in memory")
    }
  }
}

@inline(__always)
private func open(
  _ error: UnsafeMutablePointer<catseye_error>?, _ make: () throws(CallFailure) -> ModelHandle
) -> OpaquePointer? {
  var pointer: OpaquePointer?
  _ = unsafe call(error) { () throws(CallFailure) in unsafe pointer = unsafe ModelHandle.retained(try make()) }
  return unsafe pointer
}

@c @implementation
public func catseye_close(_ model: OpaquePointer!) {
  if let model = unsafe model { unsafe ModelHandle.release(model) }
}
