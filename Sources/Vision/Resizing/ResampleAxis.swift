/// Which input pixels make each output pixel of one axis, and with which weights.
///
/// The filter is the triangle of Pillow's `Image.resize(BILINEAR)`. Its half width is one input pixel when it enlarges, and one output
/// pixel when it shrinks (antialiasing). Weights are computed in Double, in Pillow's order of operations, and rounded to 22 bits of
/// fraction. All that follows is integer arithmetic.
struct ResampleAxis: ~Copyable {
  static let fractionBits: Int32 = 22

  let outputs: Int
  /// Elements from one output's weights to the next one's.
  let stride: Int
  let weights: Buffer<Int32>
  /// The first input of each output, and how many inputs it has.
  let starts, counts: Buffer<Int32>

  init(inputs: Int, outputs: Int) throws(VisionError) {
    let scale = Double(inputs) / Double(outputs)
    let support = max(scale, 1)  // half the filter's width
    stride = Int(support.rounded(.up)) * 2 + 1
    self.outputs = outputs
    var weights = try Buffer<Int32>(count: outputs * stride)
    var starts = try Buffer<Int32>(count: outputs)
    var counts = try Buffer<Int32>(count: outputs)
    for index in 0..<outputs {
      let centre = (Double(index) + 0.5) * scale
      let first = max(Int(centre - support + 0.5), 0)
      let count = min(Int(centre + support + 0.5), inputs) - first
      var sum = 0.0
      for tap in 0..<count { sum += ResampleAxis.triangle(first + tap, centre, support) }
      for tap in 0..<count {
        let weight = ResampleAxis.triangle(first + tap, centre, support)
        let normalised = sum == 0 ? weight : weight / sum
        weights[index * stride + tap] = Int32(0.5 + normalised * Double(1 << ResampleAxis.fractionBits))
      }
      starts[index] = Int32(first)
      counts[index] = Int32(count)
    }
    self.weights = weights
    self.starts = starts
    self.counts = counts
  }

  /// The filter's value at the middle of an input pixel, before normalisation.
  private static func triangle(_ input: Int, _ centre: Double, _ support: Double) -> Double {
    let distance = abs((Double(input) - centre + 0.5) * (1 / support))
    return distance < 1 ? 1 - distance : 0
  }
}
