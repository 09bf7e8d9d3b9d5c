/// (1 - share) of one element and share of another.
public struct ResizeTap: Equatable, Sendable {
  public var first, second: Int
  /// 0 to 1; 0 for the nearest element.
  public var share: Float
}

extension Resize {
  /// What each output element of an axis reads. Places are computed in Float, as ONNX Runtime does: which of two
  /// elements is the nearer one hangs on the last bit.
  /// - Parameters:
  ///   - input: elements of the axis.
  public func taps(input: Int, output: Int, scale: Double) -> [ResizeTap] {
    (0..<output).map { index in
      let place = place(Float(index), Float(input), Float(output), Float(scale))
      switch mode {
      case .nearest:
        let nearest = min(max(Int(rounded(place)), 0), input - 1)
        return ResizeTap(first: nearest, second: nearest, share: 0)
      case .linear:
        let inside = min(max(place, 0), Float(input - 1))
        let first = min(Int(inside), input - 1)
        return ResizeTap(first: first, second: min(first + 1, input - 1), share: inside - Float(first))
      }
    }
  }

  private func place(_ index: Float, _ input: Float, _ output: Float, _ scale: Float) -> Float {
    switch coordinates {
    case .halfPixel: (index + 0.5) / scale - 0.5
    case .pytorchHalfPixel: output > 1 ? (index + 0.5) / scale - 0.5 : 0
    case .alignCorners: output > 1 ? index * (input - 1) / (output - 1) : 0
    case .asymmetric: index / scale
    }
  }

  private func rounded(_ place: Float) -> Float {
    let below = place.rounded(.down)
    // as ONNX Runtime tells a half, which Float's places are off by as much
    let isHalf = abs(place - below - 0.5) <= 1e-6
    return switch rounding {
    // Not rounded(.toNearestOrAwayFromZero): a half goes down also below 0.
    case .preferFloor: isHalf ? below : (place - 0.5).rounded(.up)
    case .preferCeil: isHalf ? below + 1 : (place + 0.5).rounded(.down)
    case .floor: place.rounded(.down)
    case .ceil: place.rounded(.up)
    }
  }
}
