/// What the float network expects of the pixel bytes p of red, green, blue: (p - mean) / standardDeviation.
public struct Normalisation: Equatable, Sendable {
  public var mean: [Double]
  public var standardDeviation: [Double]

  public init(mean: [Double], standardDeviation: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// pixel / 255, what most training code does when it says nothing.
  public static let unit = Normalisation(mean: [0, 0, 0], standardDeviation: [255, 255, 255])

  /// The graph's own metadata (`catseye.mean`, `catseye.std`: "R,G,B"), nil where it has none.
  ///
  /// - Throws: ConversionError, if only one is there or either is not three numbers.
  public static func fromMetadata(_ metadata: [String: String]) throws(ConversionError) -> Normalisation? {
    let mean = metadata["catseye.mean"]
    let deviation = metadata["catseye.std"]
    guard mean != nil || deviation != nil else { return nil }
    guard let mean, let deviation else {
      throw .badData("the ONNX metadata has only one of catseye.mean and catseye.std; give --mean and --std")
    }
    return try Normalisation(mean: triple(mean, "catseye.mean"), standardDeviation: triple(deviation, "catseye.std"))
      .checked()
  }

  /// Three comma-separated finite numbers.
  public static func triple(_ text: String, _ name: String) throws(ConversionError) -> [Double] {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.trimmingPrefix { $0 == " " }) }
    guard numbers.count == 3, let r = numbers[0], let g = numbers[1], let b = numbers[2],
      r.isFinite, g.isFinite, b.isFinite
    else { throw .badData("\(name) is '\(text)': give three numbers, R,G,B, in units of the pixel byte (0 to 255)") }
    return [r, g, b]
  }

  /// The same, if an int8 zero point can stand for its mean.
  public func checked() throws(ConversionError) -> Normalisation {
    guard mean.allSatisfy({ (0...255).contains($0) }) else {
      throw .badData("the mean \(mean) is not within 0 ... 255, the range of a pixel byte")
    }
    guard standardDeviation.allSatisfy({ $0.isFinite && $0 > 1e-6 }) else {
      throw .badData("the standard deviation \(standardDeviation) must be positive, in units of the pixel byte")
    }
    return self
  }

  /// x -> scale · x + shift behind this normalisation, as one normalisation.
  func followed(by affine: Affine) throws(ConversionError) -> Normalisation {
    guard affine.scale.allSatisfy({ $0 > 0 }) else {
      throw .badData("the network multiplies its input by a factor that is not positive: fold it into the first layer")
    }
    let deviation = zip(standardDeviation, affine.scale).map { $0 / $1 }
    let moved = zip(mean, zip(affine.shift, deviation)).map { $0 - $1.0 * $1.1 }
    return try Normalisation(mean: moved, standardDeviation: deviation).checked()
  }
}
