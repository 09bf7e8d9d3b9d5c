import NetworkGraph

extension HeadTransform {
  /// This transform followed by a pointwise operation; nil if no head can do that operation.
  func followed(by operation: Operation, isConvolution: Bool) -> HeadTransform? {
    var next = self
    switch operation {
    case .affine(let affine): next.affine = self.affine.followed(by: affine)
    case .leakyRelu(let slope): next.slope = Double(slope)
    case .pointwise(.clip(low: 0, let high)) where high > 0:
      next.slope = 0
      next.limit = high.isFinite ? Double(high) : nil
    case .pointwise(.prelu(let slopes)):
      if let slope = slopes.first, slopes.allSatisfy({ $0 == slope }) {
        next.slope = Double(slope)
      } else if isConvolution {
        next.slopes = slopes.map(Double.init)
      } else {
        return nil
      }
    default: return nil
    }
    return next
  }
}
