import NetworkGraph

/// What an axis of a value in the file is to the network. Any axis of size 1 may stand for any other.
enum Axis: String, Sendable {
  /// Of size 1: the batch, or one that a reshape added.
  case one = "1"
  case channels = "C"
  case rows = "H"
  case columns = "W"
  /// Rows and columns as one axis, row by row.
  case pixels = "HW"
}

/// A value of the file: which value of the graph it is, and what its axes are. The graph knows one order only; a Transpose,
/// Squeeze, Unsqueeze or Reshape in the file changes nothing but the axes here, and so is gone.
struct FileValue {
  var id: Int
  /// Every axis of the graph's value that is larger than 1 is among them, once. Nil: reshaped beyond recognition, which
  /// only class indices may be.
  var axes: [Axis]?
  /// Whether it is what an ArgMax gives, or a rearrangement of that.
  var isClassIndices = false

  /// The order of convolutions.
  static let planes: [Axis] = [.one, .channels, .rows, .columns]
  /// The order of Keras and TensorFlow.
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

  /// Whether axes are in an order, those of size 1 aside.
  func fits(_ axes: [Axis], _ order: [Axis]) -> Bool {
    axes.count == order.count && zip(axes, order).allSatisfy { $0 == $1 || size(of: $0) == 1 }
  }

  /// What the axes of other sizes are, if these are the same but for axes of size 1; nil if they are not.
  ///
  /// Axes of size 1 are named after one of the two usual orders where that fits.
  func axes(_ old: [Axis], reshapedTo sizes: [Int]) -> [Axis]? {
    // pixels stand for their rows and columns, and are put together again where the sizes say so
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
