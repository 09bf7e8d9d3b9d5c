/// Bounds weights so that F(2, 3) can transform each row of three within int8: |g0 + g2| + |g1| <= 127 (NUMERICS.md, "F(2, 3)").
extension FoldedPhase {
  private static let largest: Float = 127

  /// The largest |g0 + g2| + |g1| of a row of an output channel.
  func largestRow(_ o: Int) -> Double {
    var largest = 0.0
    for first in stride(from: o * depth, to: (o + 1) * depth, by: 3) {
      let outer: Double = weights[first] + weights[first + 2]
      largest = max(largest, abs(outer) + abs(weights[first + 1]))
    }
    return largest
  }

  /// The values that weight `i` of a channel may have while the others stay as they are.
  func bounds(_ i: Int, _ integers: [Float]) -> ClosedRange<Float> {
    let largest = FoldedPhase.largest
    guard isPaired else { return -largest...largest }
    let (first, place) = (i - i % 3, i % 3)
    if place == 1 {
      let room = largest - abs(integers[first] + integers[first + 2])
      return -room...room
    }
    let room = largest - abs(integers[first + 1])
    let other = integers[first + 2 - place]
    return max(-largest, -room - other)...min(largest, room - other)
  }

  /// Makes rows smaller whose sum became too large by rounding: the larger of the two parts loses 1 until the row fits.
  static func drawBack(_ integers: inout [Float]) {
    for first in stride(from: 0, to: integers.count, by: 3) {
      while true {
        let outer = integers[first] + integers[first + 2]
        let middle = integers[first + 1]
        guard abs(outer) + abs(middle) > largest else { break }
        let sign: Float = outer < 0 ? -1 : 1
        if abs(middle) >= abs(outer) {
          integers[first + 1] -= middle < 0 ? -1 : 1
        } else if sign * integers[first] >= sign * integers[first + 2] {
          integers[first] -= sign
        } else {
          integers[first + 2] -= sign
        }
      }
    }
  }
}
