import NetworkGraph

extension Passes {
  /// Replaces a nearest resize to twice the size, and the convolution that alone reads it, by one transposed convolution of stride 2. Each
  /// output element reads few different elements of the small map, so their weights are summed, in Double.
  ///
  ///     y[m] = sum over k of w[k] · x[(m + k - padding) / 2, rounded down]
  ///          = sum over k, s in {0, 1} of w[k] · x[j] for each j with m = 2j + s - k + padding
  ///
  /// which is tap s + kernel - 1 - k of a transposed convolution padded by kernel - 1 - padding. A 3x3 becomes four phases of 2x2 taps:
  /// that is 4 of 9 multiplications, or with exact Winograd 25 of 36, and the large map is never written. A zero border of the large map is
  /// a zero border of the small one too.
  public static func foldUpsamplings(_ graph: Graph) -> Graph {
    // sums of weights do not lie on the grid of a file that is quantised already
    guard graph.quantisations.isEmpty else { return graph }
    var result = graph
    let (consumers, producers) = (graph.consumers, graph.producers)
    for (index, node) in graph.nodes.enumerated() {
      let value = node.inputs[0]
      // logits come straight from a convolution; a transposed one would round them to int8 first
      guard case .convolution(let convolution) = node.operation, node.output != graph.output,
        let before = producers[value], consumers[value].count == 1, value != graph.output,
        case .resize(let resize) = graph.nodes[before].operation,
        resize.repeatsTwice(graph.shapes[graph.nodes[before].inputs[0]]),
        let folded = convolution.behindRepetition
      else { continue }
      result.nodes[index].operation = .transposedConvolution(folded)
      result.nodes[index].inputs = graph.nodes[before].inputs
    }
    return removeDeadEnds(result)
  }
}

extension Resize {
  /// Whether every element of the input is repeated 2x2 times.
  fileprivate func repeatsTwice(_ input: Shape) -> Bool {
    guard mode == .nearest, output == Extent(height: 2 * input.height, width: 2 * input.width) else { return false }
    return [(input.height, scaleY), (input.width, scaleX)].allSatisfy { size, scale in
      taps(input: size, output: 2 * size, scale: scale).enumerated().allSatisfy { $1.first == $0 / 2 }
    }
  }
}

extension Convolution {
  /// This convolution of a map whose elements are all repeated twice in both directions, as a transposed convolution of the map; nil where
  /// there is none, or where it saves nothing.
  fileprivate var behindRepetition: TransposedConvolution? {
    let border = Padding(
      top: kernel.height - 1 - padding.top, left: kernel.width - 1 - padding.left,
      bottom: kernel.height - 1 - padding.bottom, right: kernel.width - 1 - padding.right)
    guard kernel.count > 1, stride == Extent(height: 1, width: 1), groups == 1, dilationY == 1, dilationX == 1,
      min(border.top, border.left, border.bottom, border.right) >= 0
    else { return nil }
    let spread = Extent(height: kernel.height + 1, width: kernel.width + 1)
    var sums = [Double](repeating: 0, count: inputChannels * outputChannels * spread.count)
    for (index, weight) in weights.enumerated() {
      let (column, row) = (index % kernel.width, index / kernel.width % kernel.height)
      let (input, output) = (index / kernel.count % inputChannels, index / weightsPerOutput)
      let first = (input * outputChannels + output) * spread.count
      for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let tap = (y + kernel.height - 1 - row) * spread.width + x + kernel.width - 1 - column
        sums[first + tap] += Double(weight)
      }
    }
    let folded = sums.map { Float($0) }
    guard folded.allSatisfy(\.isFinite) else { return nil }
    return TransposedConvolution(
      outputChannels: outputChannels, inputChannels: inputChannels, kernel: spread, padding: border,
      weights: folded, bias: bias)
  }
}
