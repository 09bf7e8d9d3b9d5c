import NetworkGraph

extension Passes {
  /// Folds an affine into the convolution or transposed convolution before it, if nothing else reads that one's output:
  ///
  ///     weights'[o] = scale[o] * weights[o]        bias'[o] = scale[o] * bias[o] + shift[o]
  ///
  /// in Double, rounded once. If a concat reads the raw output too (a skip connection), the affine stays, and the quantiser makes it the
  /// second head of the convolution.
  /// - Throws: `ConversionError` that names the convolution, if a folded number is not finite in Float.
  public static func foldAffines(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    let consumers = graph.consumers
    var producers = graph.producers
    var folded = Set<Int>()
    for (index, node) in graph.nodes.enumerated() {
      guard case .affine(let affine) = node.operation, let value = node.inputs.first, value != graph.output,
        consumers[value].count == 1, let before = producers[value]
      else { continue }
      switch result.nodes[before].operation {
      case .convolution(let convolution):
        result.nodes[before].operation = .convolution(convolution.scaled(by: affine))
      case .transposedConvolution(let convolution):
        result.nodes[before].operation = .transposedConvolution(convolution.scaled(by: affine))
      default: continue
      }
      guard result.nodes[before].operation.isFinite else {
        throw result.nodes[before].error(
          "its weights leave the range of float32 when '\(node.name)' is folded in; check that normalisation's numbers")
      }
      result.nodes[before].output = node.output
      producers[node.output] = before
      folded.insert(index)
    }
    result.nodes = result.nodes.indices.filter { !folded.contains($0) }.map { result.nodes[$0] }
    return result
  }
}

extension Convolution {
  /// The convolution that computes this one followed by `affine`.
  public func scaled(by affine: Affine) -> Convolution {
    var result = self
    for index in weights.indices {
      result.weights[index] = Float(affine.scale[index / weightsPerOutput] * Double(weights[index]))
    }
    result.bias = affine.applied(to: bias)
    result.weightScales = affine.applied(toScales: weightScales)
    return result
  }
}

extension TransposedConvolution {
  /// The transposed convolution that computes this one followed by `affine`.
  public func scaled(by affine: Affine) -> TransposedConvolution {
    var result = self
    for index in weights.indices {
      let output = index / kernel.count % outputChannels
      result.weights[index] = Float(affine.scale[output] * Double(weights[index]))
    }
    result.bias = affine.applied(to: bias)
    result.weightScales = affine.applied(toScales: weightScales)
    return result
  }
}

extension Affine {
  fileprivate func applied(to bias: [Float]) -> [Float] {
    bias.indices.map { Float(scale[$0] * Double(bias[$0]) + shift[$0]) }
  }
}

extension Operation {
  fileprivate var isFinite: Bool {
    switch self {
    case .convolution(let convolution):
      convolution.weights.allSatisfy(\.isFinite) && convolution.bias.allSatisfy(\.isFinite)
    case .transposedConvolution(let convolution):
      convolution.weights.allSatisfy(\.isFinite) && convolution.bias.allSatisfy(\.isFinite)
    default: true
    }
  }
}
