import Engine
import Model

extension Converter {
  /// A finished model, and its measured agreement.
  public struct Converted {
    /// The .ceye file.
    public let file: [UInt8]
    public let plan: Plan
    /// The share of pixels that have the float network's class, on the frames that were held out, or on all if none were; 0 without any
    /// frame.
    public let agreement: Double
  }

  /// Makes the model, and runs it in the engine on frames and on its test frame; the file records the results.
  ///
  /// - Parameters:
  ///   - threads: the engine's threads.
  ///   - rounded: called after each of `stepCount` steps.
  ///   - measured: called after each of `judgedCount` frames.
  /// - Throws: ConversionError; EngineError, if the engine cannot start.
  public func measuredModel(
    threads: Int, rounded: (_ steps: Int) -> Void = { _ in }, measured: (_ frames: Int) -> Void = { _ in }
  ) throws -> Converted {
    var (plan, data) = try contents(rounded)
    let unmeasured = plan.encoded(data: data)
    let (agreement, digest) = try unmeasured.withUnsafeBytes { bytes in
      var engine = try Engine(try Model(bytes: bytes), threads: threads)
      var (equal, compared) = (0, 0)
      for (index, frame) in frames.judged.enumerated() {
        engine.fill(frame.pixels)
        engine.run()
        for (a, b) in zip(engine.mask, frame.mask) where a == b { equal += 1 }
        compared += frame.mask.count
        measured(index + 1)
      }
      return (Double(equal) / Double(max(compared, 1)), try engine.testDigest())
    }
    plan.conversion.agreement = Float(agreement)
    plan.testDigest = digest
    return Converted(file: plan.encoded(data: data), plan: plan, agreement: agreement)
  }
}
