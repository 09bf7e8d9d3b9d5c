import NetworkGraph

/// The meaning of an axis of a value in the file. An axis of size 1 may stand for any other.
enum Axis: String, Sendable {
  /// An axis of size 1: the batch, or one that a reshape added.
  case one = "1"
  case channels = "C"
  case rows = "H"
  case columns = "W"
  /// Rows and columns as one axis, row by row.
  case pixels = "HW"
}

/// A value of the file: the graph's value that it is, and the meaning of its axes. The graph has one order of axes only. A Transpose,
/// Squeeze, Unsqueeze or Reshape in the file only changes the axes here, and so disappears.
struct FileValue {
  var id: Int
  /// The axes. Each axis of the graph's value that is larger than 1 occurs once. nil: a reshape has mixed them; only class indices may be
  /// mixed.
  var axes: [Axis]?
  /// Whether it is the result of an ArgMax, or a rearrangement of one.
  var isClassIndices = false

  /// The order of axes that convolutions have.
  static let planes: [Axis] = [.one, .channels, .rows, .columns]
  /// The order of axes in Keras and TensorFlow.
  static let interleaved: [Axis] = [.one, .rows, .columns, .channels]
}

extension Shape {
  func size(of axis: Axis) -> Int {
    switch axis {
    case .one: 1
    case .channels: channels
    case .rows: height
    case .columns: width
    case .pixels: planeCount
    }
  }

  /// Whether the axes have this order, apart from those of size 1.
  func fits(_ axes: [Axis], _ order: [Axis]) -> Bool {
    axes.count == order.count && zip(axes, order).allSatisfy { $0 == $1 || size(of: $0) == 1 }
  }

  /// The axes of a value that is reshaped to other sizes; nil if more changes than axes of size 1.
  ///
  /// Axes of size 1 get the names of one of the two usual orders where that fits.
  func axes(_ old: [Axis], reshapedTo sizes: [Int]) -> [Axis]? {
    // an axis of pixels is divided into rows and columns, and they are joined again where the sizes ask for it
    var large = old.flatMap { $0 == .pixels ? [.rows, .columns] : [$0] }.filter { size(of: $0) != 1 }[...]
    var axes: [Axis] = []
    for wanted in sizes {
      if wanted == 1 {
        axes.append(.one)
      } else if let first = large.first, size(of: first) == wanted {
        axes.append(large.removeFirst())
      } else if large.prefix(2) == [.rows, .columns], planeCount == wanted {
        axes.append(.pixels)
        large.removeFirst(2)
      } else {
        return nil
      }
    }
    guard large.isEmpty else { return nil }
    for order in [FileValue.planes, FileValue.interleaved] where fits(axes, order) { return order }
    return axes
  }
}
