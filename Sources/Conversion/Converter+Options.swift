import Calibration
import Lowering
import Model
import Quantisation

extension Converter {
  /// More frames than these make the histograms better, and nothing else.
  public static let mostSampled = CalibrationFrames.mostSampled

  public struct Options {
    /// Of the model; what `info` prints.
    public var name: String
    public var classes: [ModelClass]
    /// nil: the graph's metadata, else pixel / 255.
    public var normalisation: Normalisation?
    public var method: CalibrationMethod
    public var mixed: MixedPrecision
    /// Decibels at the logits below which `mixed` adds bits.
    public var wanted = MixedPrecision.wanted
    /// How many frames there will be.
    public var frames: Int
    /// How much the conversion may take.
    public var memory = MemoryBudget()
    /// Name and version of the program.
    public var tool: String
    /// What the weights may be used for; nil: the graph's metadata.
    public var terms: String?

    public init(
      name: String, classes: [ModelClass], normalisation: Normalisation? = nil, method: CalibrationMethod = .auto,
      mixed: MixedPrecision = .auto, frames: Int = Converter.mostSampled, tool: String
    ) {
      self.name = name
      self.classes = classes
      self.normalisation = normalisation
      self.method = method
      self.mixed = mixed
      self.frames = frames
      self.tool = tool
    }
  }
}
