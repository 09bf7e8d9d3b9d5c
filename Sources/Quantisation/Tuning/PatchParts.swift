import FloatReference

/// The contents of a phase's windows at the sampled places, [places][depth], in parts as large as memory allows; the same in each pass.
struct PatchParts {
  /// How many places all parts have together.
  let rows: Int
  let depth: Int
  /// Whether there is only one part.
  let isWhole: Bool
  private let pass: (_ body: (Matrix) -> Void) -> Void

  init(rows: Int, depth: Int, isWhole: Bool, pass: @escaping (_ body: (Matrix) -> Void) -> Void) {
    self.rows = rows
    self.depth = depth
    self.isWhole = isWhole
    self.pass = pass
  }

  init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, depth: matrix.columns, isWhole: true) { $0(matrix) }
  }

  func forEach(_ body: (Matrix) -> Void) { pass(body) }

  /// The mean of each column.
  var means: [Double] {
    var sums = [Double](repeating: 0, count: depth)
    forEach { $0.addColumns(to: &sums) }
    return sums.map { $0 / Double(max(rows, 1)) }
  }

  /// The same patches; if all fit into memory, they are made once and kept.
  var kept: PatchParts {
    guard isWhole else { return self }
    var whole: Matrix?
    forEach { whole = $0 }
    return whole.map { PatchParts($0) } ?? self
  }

  /// Calls `body` with each part around the means, and with the index of its first place.
  func forEachCentred(_ means: [Double], _ body: (_ part: Matrix, _ first: Int) -> Void) {
    var first = 0
    forEach { part in
      var part = part
      part.centre(means)
      body(part, first)
      first += part.rows
    }
  }

  /// Each column's variance around its mean.
  var variances: [Double] {
    let means = means
    var sums = [Double](repeating: 0, count: depth)
    forEach { part in
      part.values.withUnsafeBufferPointer { values in
        for row in 0..<part.rows {
          for column in 0..<depth {
            let rest = Double(values[row * depth + column]) - means[column]
            sums[column] += rest * rest
          }
        }
      }
    }
    return sums.map { $0 / Double(max(rows, 1)) }
  }
}
