import Calibration
import Lowering
import Model
import Quantisation

extension Converter {
  /// How many frames are sampled. Further frames only improve the histograms.
  public static let mostSampled = CalibrationFrames.mostSampled

  public struct Options {
    /// The model's name, which `info` prints.
    public var name: String
    public var classes: [ModelClass]
    /// How pixels are normalised; nil: as the graph's metadata say, or pixel / 255 without any.
    public var normalisation: Normalisation?
    public var method: CalibrationMethod
    public var mixed: MixedPrecision
    /// The decibels at the logits below which `mixed` adds bits, and down to which `preference` may give bits up.
    public var wanted = MixedPrecision.wanted
    public var preference = Preference.accuracy
    /// How many frames there will be.
    public var frames: Int
    /// How much memory the conversion may use.
    public var memory = MemoryBudget()
    /// The program's name and version.
    public var tool: String
    /// For what the weights may be used; nil: as the graph's metadata say.
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
