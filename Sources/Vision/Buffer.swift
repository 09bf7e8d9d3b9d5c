import CSystem

/// Memory for `count` plain values. It is mapped once, and unmapped when the buffer's life ends.
///
/// The values start as zero bits. Pages that are never touched cost nothing.
@safe
public struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  /// The first element; it lies at the start of a page.
  public let base: UnsafeMutablePointer<Element>
  public let count: Int
  @usableFromInline let byteCount: Int

  /// - Parameter count: 0 or more.
  public init(count: Int) throws(VisionError) {
    let (bytes, overflow) = MemoryLayout<Element>.stride.multipliedReportingOverflow(by: max(count, 1))
    guard !overflow, let start = unsafe catseye_reserve_memory(bytes) else { throw .outOfMemory(bytes: bytes) }
    unsafe base = unsafe start.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
    byteCount = bytes
  }

  // inlinable, because Embedded Swift asks for it of every deinit that other modules run
  @inlinable deinit { unsafe catseye_unmap(UnsafeMutableRawPointer(base), byteCount) }

  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  public var elements: UnsafeBufferPointer<Element> { unsafe UnsafeBufferPointer(start: base, count: count) }
  public var mutableElements: UnsafeMutableBufferPointer<Element> {
    unsafe UnsafeMutableBufferPointer(start: base, count: count)
  }
}
