import CSystem

/// A file mapped read-only, unmapped at the end of its life.
struct FileMapping: ~Copyable {
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws(ModelError) {
    var size = 0
    var code: Int32 = 0
    let start = catseye_map_file(path, &size, &code)
    guard code == 0 else { throw .cannotOpen(errno: code) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    catseye_unmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }
}
