import CFloat

/// A dense matrix, row by row.
package struct Matrix {
  package var rows, columns: Int
  package var values: [Float]

  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Float](repeating: 0, count: rows * columns)
  }

  package init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// self · other
  package func times(_ other: Matrix, threads: Int = 0) -> Matrix {
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

  package var transposed: Matrix {
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

  /// The transposed matrix times this one; since the result is symmetric, one half is computed.
  package func gram(threads: Int = 0) -> Matrix {
    let turned = transposed
    var product = Matrix(rows: columns, columns: columns)
    let workers = threads > 0 ? threads : Parallel.coreCount
    let (tile, block) = (CATSEYE_FLOAT_TILE, 4 * CATSEYE_FLOAT_TILE)
    let scratchCount = Int(catseye_float_scratch_count(Int64(block)))
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: scratchCount * workers)
    defer { scratch.deallocate() }
    product.values.withUnsafeMutableBufferPointer { to in
      values.withUnsafeBufferPointer { from in
        guard let to = to.baseAddress, let from = from.baseAddress else { return }
        nonisolated(unsafe) let (source, scratch) = (from, scratch)
        for first in stride(from: 0, to: columns, by: block) {
          let end = min(first + block, columns)
          let layer = FloatLayer(
            matrix: Array(turned.values[first * rows..<end * rows]), rows: end - first, depth: rows, columns: columns)
          nonisolated(unsafe) let target = to + first * columns
          Parallel.forEach((end + tile - 1) / tile, threads: workers) { tile, thread in
            layer.compute(tile: tile, source, target, scratch: scratch + thread * scratchCount)
          }
        }
        for row in 0..<columns {
          for column in row + 1..<max(columns, row + 1) { to[row * columns + column] = to[column * columns + row] }
        }
      }
    }
    return product
  }

  /// Subtracts a number from each column.
  package mutating func centre(_ means: [Double]) {
    let means = means.map { Float($0) }
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<rows {
        for column in 0..<columns { values[row * columns + column] -= means[column] }
      }
    }
  }

  package mutating func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns)
    for index in values.indices { values[index] += other.values[index] }
  }

  /// Adds the sum of each column to `sums`.
  package func addColumns(to sums: inout [Double]) {
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          for column in 0..<columns { sums[column] += Double(values[row * columns + column]) }
        }
      }
    }
  }
}
