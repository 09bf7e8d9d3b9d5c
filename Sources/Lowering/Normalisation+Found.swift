import Foundation
import NetworkGraph

/// Finds a normalisation, and says whether it is plausible.
extension Normalisation {
  public enum Source: String, Sendable {
    case given = "as given"
    case metadata = "from the network's metadata"
    case found = "found in the network, which takes bytes and normalises itself"
    case assumed = "assumed, since nothing says otherwise: give --mean and --std"
  }

  /// The normalisation before a network that normalises bytes itself: none. nil for a network that does not, or that expects numbers of
  /// 0 to 1.
  ///
  /// A factor that brings the range of bytes to the usual range of activations was made for bytes; a factor near 1 or above for 0 to 1.
  package static func before(_ graph: Graph) -> Normalisation? {
    let channels = graph.input.channels
    let bytes = Normalisation(
      mean: [Double](repeating: 0, count: channels), standardDeviation: [Double](repeating: 1, count: channels))
    if graph.input.isBytes { return bytes }
    let readers = graph.consumers[0]
    guard readers.count == 1, case .affine(let affine) = graph.nodes[readers[0]].operation,
      affine.scale.allSatisfy({ $0 != 0 && abs($0) < largestFactorOfBytes })
    else { return nil }
    return bytes
  }

  /// 255 times this is 38; no activation is meant to be so large.
  private static let largestFactorOfBytes = 0.15

  /// The same normalisation; throws if it is in units of 0 to 1.
  /// - Parameter name: where it was found, for the message.
  public func inBytes(_ name: String) throws(ConversionError) -> Normalisation {
    guard mean.allSatisfy({ 0...1 ~= $0 }), mean.contains(where: { $0 > 0 }), standardDeviation.allSatisfy({ $0 < 2 })
    else { return self }
    func list(_ numbers: [Double]) -> String {
      numbers.map { number in
        let rounded = (number * 255 * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
      }.joined(separator: ",")
    }
    throw .badData(
      "\(name) is in units of 0 to 1; in units of the pixel byte it is --mean \(list(mean)) --std \(list(standardDeviation))"
    )
  }

  /// Why this is hardly the intended input of the first layer; nil if it is plausible.
  public var doubt: String? {
    let largest = zip(mean, standardDeviation).map { max(abs(255 - $0), abs($0)) / $1 }
    if let most = largest.max(), most > 127 {
      return
        "the first layer gets numbers up to \(Int(most.rounded())): few networks are trained so; check --mean and --std"
    }
    if let least = largest.min(), least < 0.25 {
      return
        "the first layer gets no number above \(Float(least)): is something divided by 255 twice? check --mean and --std"
    }
    return nil
  }

  /// The normalisation with the first three channels in reverse order.
  public var reversed: Normalisation {
    Normalisation(
      mean: Array(mean.prefix(3).reversed()) + mean.dropFirst(3),
      standardDeviation: Array(standardDeviation.prefix(3).reversed()) + standardDeviation.dropFirst(3))
  }

  /// (p - mean) / standardDeviation with its numbers, for people.
  public var text: String {
    func list(_ numbers: [Double]) -> String {
      numbers.map { String(format: "%.4g", $0) }.joined(separator: ", ")
    }
    return "(p - [\(list(mean))]) / [\(list(standardDeviation))]"
  }
}
