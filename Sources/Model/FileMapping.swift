import CSystem

/// A file mapped read-only, unmapped at the end of its life.
///
/// Other modules end it with the model that holds it; Embedded Swift wants the deinit inlinable for that.
@usableFromInline
struct FileMapping: ~Copyable {
  @usableFromInline let bytes: UnsafeRawBufferPointer

  init(path: String) throws(ModelError) {
    var size = 0
    var code: Int32 = 0
    let start = catseye_map_file(path, &size, &code)
    guard code == 0 else { throw .cannotOpen(errno: code) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  @inlinable deinit {
    catseye_unmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }
}
