import CKernels

/// One phase: the kernel that was chosen for it, its arguments, and how many rows it computes.
/// Its pointers lie in the engine's arena and prepared weights, and live as long.
@safe
struct PreparedConvolution {
  var kernel: CatseyeConvKernel
  var arguments: CatseyeConv
  var rows: Int

  /// Taps of the window.
  var taps: Int32 { unsafe arguments.kernel_height * (arguments.sources.0.run / max(arguments.sources.0.channels, 1)) }
}

/// A step whose addresses are all known, so that running it takes no decision.
/// Its pointers lie in the engine's arena and prepared weights, and live as long.
@safe
struct PreparedStep {
  @safe
  enum Work {
    /// The phases' convolutions, and the most rows that any of them computes.
    case convolution(Range<Int>, rows: Int)
    case maxPool(CatseyePool, rows: Int)
    /// A classifier, alone or together with the convolution before it, whose rows it takes in bands.
    case classifier(Int, Classifier, Band?)
    case `operator`(PreparedOperator, rows: Int)
    /// Nothing to do: the step before has done it.
    case alreadyDone
  }
  @safe
  struct Classifier {
    /// [classes]
    var factors: UnsafePointer<Float>
    var classes: Int
    var rows, width, stride: Int
    /// How many rows a call computes.
    var rowsAtOnce: Int
  }

  /// Some rows of a convolution's output in scratch, without halo.
  struct Band {
    var convolution: Int
    var rows, rowBytes: Int
    var byteCount: Int { (rows * rowBytes + 63) / 64 * 64 }
  }

  var work: Work
  /// The halos of the tensors that this step writes.
  var halos: [Halo]

  /// The border of one tensor: the outer `edge` pixels on each side of `rows` rows of `columns` pixels.
  @safe
  struct Halo {
    var start: UnsafeMutablePointer<Int8>
    var rows, columns, edge: Int
    /// One pixel of the border, padding included.
    let pixel: [Int8]
    /// The value of all of the pixel's bytes, if they are one.
    private let uniform: Int8?

    init(start: UnsafeMutablePointer<Int8>, rows: Int, columns: Int, edge: Int, pixel: [Int8]) {
      unsafe self.start = unsafe start
      self.rows = rows
      self.columns = columns
      self.edge = edge
      self.pixel = pixel
      uniform = pixel.allSatisfy { $0 == pixel.first } ? pixel.first : nil
    }

    func fill() {
      let rowBytes = columns * pixel.count
      for row in 0..<rows {
        let line = unsafe start + row * rowBytes
        if row < edge || row >= rows - edge {
          unsafe fill(line, columns)
        } else {
          unsafe fill(line, edge)
          unsafe fill(line + rowBytes - edge * pixel.count, edge)
        }
      }
    }

    private func fill(_ line: UnsafeMutablePointer<Int8>, _ count: Int) {
      if let value = uniform { return unsafe line.update(repeating: value, count: count * pixel.count) }
      var next = unsafe line
      for _ in 0..<count {
        for value in pixel {
          unsafe next.pointee = value
          unsafe next += 1
        }
      }
    }
  }
}
