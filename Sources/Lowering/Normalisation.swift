import NetworkGraph

/// How the float network expects each channel's pixel bytes p: as (p - mean) / standardDeviation.
public struct Normalisation: Equatable, Sendable {
  public var mean: [Double]
  public var standardDeviation: [Double]

  public init(mean: [Double], standardDeviation: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// pixel / 255, which most training code uses if it says nothing.
  public static func unit(channels: Int) -> Normalisation {
    Normalisation(
      mean: [Double](repeating: 0, count: channels), standardDeviation: [Double](repeating: 255, count: channels))
  }

  /// The normalisation in the graph's metadata (`catseye.mean`, `catseye.std`: "R,G,B", or a number for each channel); nil without any.
  ///
  /// - Throws: ConversionError, if only one of them is there, or one has another number of values.
  public static func fromMetadata(
    _ metadata: [String: String], channels: Int
  ) throws(ConversionError) -> Normalisation? {
    let mean = metadata["catseye.mean"]
    let deviation = metadata["catseye.std"]
    guard mean != nil || deviation != nil else { return nil }
    guard let mean, let deviation else {
      throw .badData("the ONNX metadata has only one of catseye.mean and catseye.std; give --mean and --std")
    }
    return try Normalisation(
      mean: numbers(mean, "catseye.mean", channels), standardDeviation: numbers(deviation, "catseye.std", channels)
    ).checked().inBytes("the ONNX metadata's catseye.mean and catseye.std")
  }

  /// The numbers in a text: finite, separated by commas, one for each channel.
  public static func numbers(_ text: String, _ name: String, _ channels: Int) throws(ConversionError) -> [Double] {
    let found = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.trimmingPrefix { $0 == " " }) }
    let numbers = found.compactMap { $0 }.filter(\.isFinite)
    guard found.count == channels, numbers.count == channels else {
      let wanted = [1: "a number", 3: "three numbers, R,G,B,"][channels] ?? "\(channels) numbers"
      throw .badData("\(name) is '\(text)': give \(wanted) in units of the pixel byte (0 to 255)")
    }
    return numbers
  }

  /// The same normalisation; throws if no int8 zero point can express its mean.
  public func checked() throws(ConversionError) -> Normalisation {
    guard mean.allSatisfy({ (0...255).contains($0) }) else {
      throw .badData("the mean \(mean) is not within 0 ... 255, the range of a pixel byte")
    }
    guard standardDeviation.allSatisfy({ $0.isFinite && $0 > 1e-6 }) else {
      throw .badData("the standard deviation \(standardDeviation) must be positive, in units of the pixel byte")
    }
    return self
  }

  /// This normalisation followed by x -> scale · x + shift, as one normalisation; nil where there is none.
  func followed(by affine: Affine) -> Normalisation? {
    guard affine.scale.allSatisfy({ $0 > 0 }) else { return nil }
    let deviation = zip(standardDeviation, affine.scale).map { $0 / $1 }
    let moved = zip(mean, zip(affine.shift, deviation)).map { $0 - $1.0 * $1.1 }
    return try? Normalisation(mean: moved, standardDeviation: deviation).checked()
  }
}
