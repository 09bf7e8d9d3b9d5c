import Lowering
import NetworkGraph

extension Places {
  /// One channel: the plane of a source of this width, and the output's.
  func compute(_ from: UnsafePointer<Float>, width: Int, _ to: UnsafeMutablePointer<Float>) {
    if isBetween { blend(from, width, to) } else { copy(from, width, to) }
  }

  private func copy(_ from: UnsafePointer<Float>, _ width: Int, _ to: UnsafeMutablePointer<Float>) {
    var place = to
    for row in rows {
      for column in columns {
        place.pointee = row.first < 0 || column.first < 0 ? 0 : from[row.first * width + column.first]
        place += 1
      }
    }
  }

  private func blend(_ from: UnsafePointer<Float>, _ width: Int, _ to: UnsafeMutablePointer<Float>) {
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
