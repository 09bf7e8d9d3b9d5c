import NetworkGraph

/// A resize made ready: for each row and column of the output, what it reads.
struct ResizePlan {
  private let rows, columns: [ResizeTap]
  private let width: Int

  init(_ resize: Resize, _ input: Shape) {
    rows = resize.taps(input: input.height, output: resize.output.height, scale: resize.scaleY)
    columns = resize.taps(input: input.width, output: resize.output.width, scale: resize.scaleX)
    width = input.width
  }

  init(rows: [ResizeTap], columns: [ResizeTap], width: Int) {
    self.rows = rows
    self.columns = columns
    self.width = width
  }

  /// One channel.
  func compute(_ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>) {
    var place = to
    for row in rows {
      let (upper, lower) = (from + row.first * width, from + row.second * width)
      for column in columns {
        let top = upper[column.first] * (1 - column.share) + upper[column.second] * column.share
        let bottom = lower[column.first] * (1 - column.share) + lower[column.second] * column.share
        place.pointee = top * (1 - row.share) + bottom * row.share
        place += 1
      }
    }
  }
}
