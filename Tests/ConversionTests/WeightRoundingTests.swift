import Foundation
import Randomness
import Testing

@testable import FloatReference
@testable import Lowering
@testable import NetworkGraph
@testable import Quantisation

@Suite struct WeightRoundingTests {
  private static let depth = 24
  private static let places = 3000

  /// Inputs that are sums of a few sources, as in a real layer, and whose mean is not 0.
  private static func inputs() -> Matrix {
    var random = SplitMix64(seed: 3)
    let mixing = (0..<4).map { _ in random.floats(depth, scale: 20) }
    var values: [Float] = []
    for _ in 0..<places {
      let sources = random.floats(4)
      for i in 0..<depth {
        values.append((0..<4).reduce(40) { $0 + sources[$1] * mixing[$1][i] }.rounded(.toNearestOrEven))
      }
    }
    return Matrix(rows: places, columns: depth, values: values)
  }

  /// The mean squared error of a phase's results compared with `wanted`, and the mean error.
  private static func error(_ phase: IntegerPhase, _ inputs: Matrix, _ wanted: [Double]) -> (
    square: Double, mean: Double
  ) {
    var (square, mean) = (0.0, 0.0)
    for place in 0..<places {
      let sum = (0..<depth).reduce(0.0) { $0 + Double(phase.weights[$1]) * Double(inputs.values[place * depth + $1]) }
      let error = phase.unit[0] * sum + phase.constant[0] - wanted[place]
      square += error * error
      mean += error
    }
    return (square / Double(places), mean / Double(places))
  }

  /// A layer of `width` taps a row with random weights, and its exact results on `inputs`.
  private static func layer(width: Int, seed: UInt64, on inputs: Matrix) -> (folded: FoldedPhase, wanted: [Double]) {
    var random = SplitMix64(seed: seed)
    let phase = FloatPhase(
      kernel: Extent(height: 1, width: width), originY: 0, originX: 0, outputY: 0, outputX: 0,
      weights: random.floats(depth), bias: [0.7])
    let scale = [Double](repeating: 0.02, count: depth / width)
    let folded = FoldedPhase(phase, [SegmentQuantisation(scale: scale, zeroPoint: 0)])
    let wanted = (0..<places).map { place in
      (0..<depth).reduce(0.7) { $0 + folded.weights[$1] * Double(inputs.values[place * depth + $1]) }
    }
    return (folded, wanted)
  }

  @Test func resultsAreNearerThanWithTheNearestIntegersAndUnbiased() {
    let inputs = Self.inputs()
    let (folded, wanted) = Self.layer(width: 1, seed: 5, on: inputs)
    let mean = wanted.reduce(0, +) / Double(Self.places)
    let rounded = WeightRounding(folded, inputs: InputMoments(PatchParts(inputs)), resultMeans: [mean]).rounded()
    let better = Self.error(rounded, inputs, wanted)
    let nearest = Self.error(folded.nearest, inputs, wanted)
    #expect(better.square < 0.5 * nearest.square, "\(better.square) and \(nearest.square)")
    #expect(abs(better.mean) < 1e-3 * nearest.square.squareRoot())
    #expect(rounded.weights.allSatisfy { $0 != -128 })
  }

  /// Weights in rows of three, as F(2, 3) transforms them: every rounding keeps the bound, and the covariance still helps.
  @Test func pairedRowsKeepTheirBound() {
    let inputs = Self.inputs()
    let (plain, wanted) = Self.layer(width: 3, seed: 6, on: inputs)
    var folded = plain
    let mean = wanted.reduce(0, +) / Double(Self.places)
    func rounded() -> IntegerPhase {
      WeightRounding(folded, inputs: InputMoments(PatchParts(inputs)), resultMeans: [mean]).rounded()
    }
    func largestSum(_ integers: [Int8]) -> Int {
      stride(from: 0, to: integers.count, by: 3).reduce(0) {
        let (outer, middle) = (Int(integers[$1]) + Int(integers[$1 + 2]), Int(integers[$1 + 1]))
        return max($0, abs(outer) + abs(middle))
      }
    }
    #expect(largestSum(rounded().weights) > 127)
    folded.isPaired = true
    for share in [1, 0.5, 0.2] {
      #expect(largestSum(folded.nearest(0, unit: share * folded.unit(0)).map { Int8($0) }) == 127)
    }
    let paired = rounded()
    #expect(largestSum(paired.weights) <= 127)
    var nearest = folded.nearest
    nearest.weights = folded.nearest(0, unit: nearest.unit[0]).map { Int8($0) }
    let (better, worse) = (Self.error(paired, inputs, wanted), Self.error(nearest, inputs, wanted))
    #expect(better.square < 0.5 * worse.square, "\(better.square) and \(worse.square)")
    #expect(abs(better.mean) < 1e-3 * worse.square.squareRoot())
  }

  /// A Float cannot hold the units of the first, nor the products of the second.
  @Test(arguments: [1e-30, 1e30] as [Float]) func weightsBeyondTheRangeOfFloatAreTheNearest(size: Float) {
    let inputs = Self.inputs()
    let phase = FloatPhase(
      kernel: Extent(height: 1, width: 1), originY: 0, originX: 0, outputY: 0, outputX: 0,
      weights: (0..<Self.depth).map { size * Float($0 - 9) }, bias: [0])
    let scale = [Double](repeating: Double(size), count: Self.depth)
    let folded = FoldedPhase(phase, [SegmentQuantisation(scale: scale, zeroPoint: 0)])
    let rounded = WeightRounding(folded, inputs: InputMoments(PatchParts(inputs)), resultMeans: [0]).rounded()
    #expect(rounded.weights.contains(where: { abs($0) > 100 }))
    for (weight, real) in zip(rounded.weights, folded.weights) {
      #expect(abs(Double(weight) * rounded.unit[0] - real) < rounded.unit[0])
    }
  }

  /// In parts, as memory allows, the covariance is the same except for the order of Float's sums.
  @Test func partsAddUpToTheWhole() throws {
    let inputs = Self.inputs()
    let rows = 768
    let parts = PatchParts(rows: Self.places, depth: Self.depth, isWhole: false) { body in
      for first in stride(from: 0, to: Self.places, by: rows) {
        let end = min(first + rows, Self.places)
        body(
          Matrix(
            rows: end - first, columns: Self.depth, values: Array(inputs.values[first * Self.depth..<end * Self.depth]))
        )
      }
    }
    #expect(parts.means == PatchParts(inputs).means && parts.variances == PatchParts(inputs).variances)
    let (whole, added) = (InputMoments(PatchParts(inputs)), InputMoments(parts))
    let (one, other) = (try #require(whole.covariance), try #require(added.covariance))
    let largest = one.values.map(abs).max() ?? 0
    #expect(zip(one.values, other.values).allSatisfy { abs($0 - $1) <= 1e-4 * largest })
    #expect(InputMoments(parts, isScarce: true).covariance == nil)
  }

  @Test func halfOfAGramMatrixIsAllOfIt() {
    var random = SplitMix64(seed: 9)
    for (rows, columns) in [(1, 1), (300, 37), (7, 800), (260, 1000)] {
      let matrix = Matrix(rows: rows, columns: columns, values: random.floats(rows * columns))
      #expect(matrix.gram().values == matrix.transposed.times(matrix).values)
    }
  }

  @Test func tensorsBeyondMemoryComeBackFromTheFile() {
    let store = TensorStore(limit: 100)
    var random = SplitMix64(seed: 10)
    let tensors = [60, 60, 30, 60, 10].map { count in (0..<count).map { _ in Int8(truncatingIfNeeded: random.next()) } }
    let places = tensors.map(store.put)
    func isInFile(_ place: TensorStore.Place) -> Bool {
      if case .file = place { true } else { false }
    }
    #expect(places.map(isInFile) == [false, true, false, true, false])
    #expect(places.map(store.tensor(at:)) == tensors)
    store.drop(places[1])
    let again = store.put(tensors[3])
    var offset = -1
    if case .file(let first, 60) = again { offset = first }
    #expect(offset == 0)
    #expect(store.tensor(at: again) == tensors[3] && store.tensor(at: places[3]) == tensors[3])
  }

  @Test func matrixProductsAndTransposes() {
    var random = SplitMix64(seed: 8)
    let a = Matrix(rows: 37, columns: 300, values: random.floats(37 * 300))
    let b = Matrix(rows: 300, columns: 41, values: random.floats(300 * 41))
    let product = a.times(b)
    for (row, column) in [(0, 0), (36, 40), (17, 3)] {
      let exact = (0..<300).reduce(0.0) {
        $0 + Double(a.values[row * 300 + $1]) * Double(b.values[$1 * 41 + column])
      }
      #expect(abs(Double(product.values[row * 41 + column]) - exact) < 1e-4)
      #expect(a.transposed.values[column * 37 + row] == a.values[row * 300 + column])
    }
  }
}
