import NetworkGraph

/// The places in the source from which the output's rows and columns are taken.
public struct Places: Equatable, Sendable {
  public var rows, columns: [ResizeTap]
  /// Whether each output pixel is interpolated between the pixels of its taps, by their shares. Otherwise it is a copy of the first; if
  /// the first is -1 it is the value 0.
  public var isBetween: Bool

  /// Places that are copied; -1 stands for the value 0.
  public init(rows: [Int], columns: [Int]) {
    func taps(_ places: [Int]) -> [ResizeTap] { places.map { ResizeTap(first: $0, second: $0, share: 0) } }
    self.rows = taps(rows)
    self.columns = taps(columns)
    isBetween = false
  }

  public init(_ resize: Resize, _ input: Shape) {
    rows = resize.taps(input: input.height, output: resize.output.height, scale: resize.scaleY)
    columns = resize.taps(input: input.width, output: resize.output.width, scale: resize.scaleX)
    isBetween = resize.mode == .linear
  }
}
