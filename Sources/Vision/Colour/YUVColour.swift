/// What the numbers of a YUV frame mean: their range, and the matrix of the conversion from RGB.
public struct YUVColour: Equatable, Sendable {
  public enum Range: Equatable, Sendable {
    /// Black is 16, white 235, and chroma goes from 16 to 240.
    case limited
    /// Everything goes from 0 to 255, as in JPEG.
    case full
  }

  /// The weights of red and blue in luma, as ITU-R BT.601 and BT.709 define them.
  public enum Matrix: Equatable, Sendable { case bt601, bt709 }

  public var range: Range
  public var matrix: Matrix

  public init(range: Range = .limited, matrix: Matrix = .bt601) {
    self.range = range
    self.matrix = matrix
  }

  var redWeight: Double { matrix == .bt601 ? 0.299 : 0.2126 }
  var blueWeight: Double { matrix == .bt601 ? 0.114 : 0.0722 }
  /// 8-bit steps from black to white; and below, steps over the whole range of chroma.
  var lumaSteps: Double { range == .limited ? 219 : 255 }
  var chromaSteps: Double { range == .limited ? 224 : 255 }
  var black: Int32 { range == .limited ? 16 : 0 }
}
