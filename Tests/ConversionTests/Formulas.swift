@testable import NetworkGraph

extension Convolution {
  /// The documentation comment's formula, in Double.
  func formula(_ x: [Float], _ input: Shape, _ output: Shape) -> [Float] {
    var y: [Float] = []
    for o in 0..<outputChannels {
      for r in 0..<output.height {
        for c in 0..<output.width {
          var sum = Double(bias[o])
          let size = inputChannels / groups
          let first = o / (outputChannels / groups) * size
          for i in 0..<size {
            for u in 0..<kernel.height {
              for v in 0..<kernel.width {
                let row = r * stride.height - padding.top + u * dilationY
                let column = c * stride.width - padding.left + v * dilationX
                guard 0..<input.height ~= row, 0..<input.width ~= column else { continue }
                let weight = weights[((o * size + i) * kernel.height + u) * kernel.width + v]
                sum += Double(weight) * Double(x[((first + i) * input.height + row) * input.width + column])
              }
            }
          }
          y.append(Float(sum))
        }
      }
    }
    return y
  }
}

extension TransposedConvolution {
  /// The documentation comment's formula, in Double.
  func formula(_ x: [Float], _ input: Shape, _ output: Shape) -> [Float] {
    var y = (0..<output.elementCount).map { Double(bias[$0 / output.planeCount]) }
    for i in 0..<inputChannels {
      for r in 0..<input.height {
        for c in 0..<input.width {
          for o in 0..<outputChannels {
            for u in 0..<kernel.height {
              for v in 0..<kernel.width {
                let (row, column) = (r * stride.height - padding.top + u, c * stride.width - padding.left + v)
                guard 0..<output.height ~= row, 0..<output.width ~= column else { continue }
                let weight = weights[((i * outputChannels + o) * kernel.height + u) * kernel.width + v]
                y[(o * output.height + row) * output.width + column] +=
                  Double(weight) * Double(x[(i * input.height + r) * input.width + c])
              }
            }
          }
        }
      }
    }
    return y.map { Float($0) }
  }
}
