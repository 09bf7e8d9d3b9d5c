import CSystem

/// Memory for `count` plain values, placed once and returned at the end of its life.
///
/// Values start as zero bits; pages that are never touched cost nothing.
@safe
public struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  /// The first element, at a page's start.
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

  // inlinable, as every deinit that other modules run: Embedded Swift asks for it
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
