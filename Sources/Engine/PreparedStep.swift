import CKernels

/// One phase's arguments for the kernel, and how many rows it computes.
struct PreparedConvolution {
  var arguments: CatseyeConv
  var rows: Int
}

/// A step with every address worked out, so that running it takes no decision.
struct PreparedStep {
  enum Work {
    /// Convolutions of the phases, and the most rows that one computes.
    case convolution(Range<Int>, rows: Int)
    case maxPool(CatseyePool, rows: Int)
    case classifier(Int, Classifier)
  }

  struct Classifier {
    /// [classes]
    var factors: UnsafePointer<Float>
    var classes: Int
    var rows, width, stride: Int
  }

  var work: Work
  /// Tensors that this step writes; their halos are written with them.
  var halos: [Halo]

  /// The border of one tensor: `rows` rows of `rowBytes`, of which the outer `side` bytes and `edge` rows are border.
  struct Halo {
    var start: UnsafeMutablePointer<Int8>
    var rows, rowBytes, edge, side: Int
    var value: Int8

    func fill() {
      for row in 0..<rows {
        let line = start + row * rowBytes
        if row < edge || row >= rows - edge {
          line.update(repeating: value, count: rowBytes)
        } else {
          line.update(repeating: value, count: side)
          (line + rowBytes - side).update(repeating: value, count: side)
        }
      }
    }
  }
}
