import CSystem

/// A file that is mapped read-only and unmapped at the end of its life; or bytes that belong to someone else.
///
/// Other modules end its life together with the model that holds it; for that, Embedded Swift needs the deinit inlinable.
/// Lent bytes stay the lender's; a file that is mapped here is unmapped with this value.
@safe
@usableFromInline
struct FileMapping: ~Copyable {
  @usableFromInline let bytes: UnsafeRawBufferPointer
  @usableFromInline let isOwned: Bool

  init(path: String) throws(ModelError) {
    var size = 0
    var code: Int32 = 0
    let start = unsafe catseye_map_file(path, &size, &code)
    guard code == 0 else { throw .cannotOpen(errno: code) }
    unsafe bytes = unsafe UnsafeRawBufferPointer(start: start, count: size)
    isOwned = true
  }

  init(borrowing bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = unsafe bytes
    isOwned = false
  }

  @inlinable deinit {
    if isOwned { unsafe catseye_unmap_file(bytes.baseAddress, bytes.count) }
  }
}
