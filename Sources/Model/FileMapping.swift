import CSystem

/// A file mapped read-only and unmapped at the end of its life; or bytes that are someone else's.
///
/// Other modules end it with the model that holds it; Embedded Swift wants the deinit inlinable for that.
@usableFromInline
struct FileMapping: ~Copyable {
  @usableFromInline let bytes: UnsafeRawBufferPointer
  @usableFromInline let isOwned: Bool

  init(path: String) throws(ModelError) {
    var size = 0
    var code: Int32 = 0
    let start = catseye_map_file(path, &size, &code)
    guard code == 0 else { throw .cannotOpen(errno: code) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
    isOwned = true
  }

  init(borrowing bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    isOwned = false
  }

  @inlinable deinit {
    if isOwned { catseye_unmap_file(bytes.baseAddress, bytes.count) }
  }
}
