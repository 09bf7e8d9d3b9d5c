import CFloat

/// A dense matrix, row by row.
struct Matrix {
  var rows, columns: Int
  var values: [Float]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Float](repeating: 0, count: rows * columns)
  }

  init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// self · other
  func times(_ other: Matrix, threads: Int = 0) -> Matrix {
    precondition(columns == other.rows)
    let layer = FloatLayer(matrix: values, rows: rows, depth: columns, columns: other.columns)
    var product = Matrix(rows: rows, columns: other.columns)
    let workers = threads > 0 ? threads : Parallel.coreCount
    let scratchCount = Int(catseye_float_scratch_count(Int64(rows)))
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: scratchCount * workers)
    defer { scratch.deallocate() }
    product.values.withUnsafeMutableBufferPointer { to in
      other.values.withUnsafeBufferPointer { from in
        guard let to = to.baseAddress, let from = from.baseAddress else { return }
        nonisolated(unsafe) let (target, source, scratch) = (to, from, scratch)
        Parallel.forEach(layer.tileCount, threads: workers) { tile, thread in
          layer.compute(tile: tile, source, target, scratch: scratch + thread * scratchCount)
        }
      }
    }
    return product
  }

  var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let block = 32
    result.values.withUnsafeMutableBufferPointer { to in
      values.withUnsafeBufferPointer { from in
        for top in stride(from: 0, to: rows, by: block) {
          for left in stride(from: 0, to: columns, by: block) {
            for row in top..<min(top + block, rows) {
              for column in left..<min(left + block, columns) {
                to[column * rows + row] = from[row * columns + column]
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Each column less a number of its own.
  func centred(_ means: [Double]) -> Matrix {
    var result = self
    let means = means.map { Float($0) }
    result.values.withUnsafeMutableBufferPointer { values in
      for row in 0..<rows {
        for column in 0..<columns { values[row * columns + column] -= means[column] }
      }
    }
    return result
  }

  /// The mean of each column.
  var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    values.withUnsafeBufferPointer { values in
      for row in 0..<rows {
        for column in 0..<columns { sums[column] += Double(values[row * columns + column]) }
      }
    }
    return sums.map { $0 / Double(max(rows, 1)) }
  }
}
