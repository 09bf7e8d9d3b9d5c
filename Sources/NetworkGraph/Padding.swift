/// How many elements are added (convolution, pooling) or removed (transposed convolution) on the four sides.
public struct Padding: Equatable, Hashable, Sendable, CustomStringConvertible {
  public var top: Int
  public var left: Int
  public var bottom: Int
  public var right: Int

  public init(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  public init(all sides: Int) {
    self.init(top: sides, left: sides, bottom: sides, right: sides)
  }

  /// top,left,bottom,right: the order of ONNX's `pads`.
  public var description: String { "\(top),\(left),\(bottom),\(right)" }
}

extension Padding {
  public static func + (a: Padding, b: Padding) -> Padding {
    Padding(top: a.top + b.top, left: a.left + b.left, bottom: a.bottom + b.bottom, right: a.right + b.right)
  }

  package var largest: Int { max(top, left, bottom, right) }

  /// Whether every window of a kernel contains an element that is not padding.
  package func isSmaller(than kernel: Extent) -> Bool {
    max(top, bottom) < kernel.height && max(left, right) < kernel.width
  }
}
