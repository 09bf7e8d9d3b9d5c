/// What the numbers of a YUV frame mean.
public struct YUVColour: Equatable, Sendable {
  public enum Range: Equatable, Sendable {
    /// Black is 16, white 235, chroma 16 to 240.
    case limited
    /// 0 to 255, as in JPEG.
    case full
  }

  /// Weights of red and blue in luma, from the recommendation of that name.
  public enum Matrix: Equatable, Sendable { case bt601, bt709 }

  public var range: Range
  public var matrix: Matrix

  public init(range: Range = .limited, matrix: Matrix = .bt601) {
    self.range = range
    self.matrix = matrix
  }

  var redWeight: Double { matrix == .bt601 ? 0.299 : 0.2126 }
  var blueWeight: Double { matrix == .bt601 ? 0.114 : 0.0722 }
  /// 8-bit steps from black to white, and over the whole of chroma.
  var lumaSteps: Double { range == .limited ? 219 : 255 }
  var chromaSteps: Double { range == .limited ? 224 : 255 }
  var black: Int32 { range == .limited ? 16 : 0 }
}
