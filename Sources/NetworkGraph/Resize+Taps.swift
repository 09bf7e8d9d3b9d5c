/// A weighted mean of two elements: (1 - share) of the first and share of the second.
public struct ResizeTap: Equatable, Sendable {
  public var first, second: Int
  /// The second element's share, 0 to 1; 0 for the nearest element.
  public var share: Float

  public init(first: Int, second: Int, share: Float) {
    self.first = first
    self.second = second
    self.share = share
  }
}

extension Resize {
  /// The input elements that each output element of an axis reads. Places are computed in Float, as ONNX Runtime does, because the last bit
  /// can decide which of two elements is nearer.
  /// - Parameters:
  ///   - input: how many elements the axis has.
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
    // ONNX Runtime takes it for a half with this tolerance, because places in Float are off by as much
    let isHalf = abs(place - below - 0.5) <= 1e-6
    return switch rounding {
    // not rounded(.toNearestOrAwayFromZero), because a half goes down below 0 too
    case .preferFloor: isHalf ? below : (place - 0.5).rounded(.up)
    case .preferCeil: isHalf ? below + 1 : (place + 0.5).rounded(.down)
    case .floor: place.rounded(.down)
    case .ceil: place.rounded(.up)
    }
  }
}
