/// Everything in a .ceye file except the bytes of the data section.
public struct Plan: Equatable {
  public var name: String
  public var conversion: ConversionRecord
  /// The terms on which the weights may be used, in one line; empty: not recorded.
  public var terms = ""
  /// The digest of the engine's results for the model's test frame (`Engine.testDigest`); 0: not recorded.
  public var testDigest: UInt64 = 0
  /// Whether a pixel may have several classes: each class, except the first, "none", whose logit is above 0. The first class's logit is 0,
  /// so the mask holds the strongest of a pixel's classes.
  public var isMultilabel = false
  /// Whether the float network was made for blue, green, red; the model's frames are red, green, blue.
  public var isReversed = false
  public var input: InputDescription
  /// The tensor into which the frame is written.
  public var inputTensor: Int
  /// The size of the mask in pixels, which the classifier computes.
  public var maskHeight, maskWidth: Int
  public var arenaBytes: Int
  /// The largest sum of live tensors' bytes over the steps: no arena can be smaller.
  public var arenaLowerBound: Int
  public var classes: [ModelClass]
  public var tensors: [Tensor]
  public var steps: [Step]
  public var phases: [Phase]

  public init(
    name: String, conversion: ConversionRecord, input: InputDescription, inputTensor: Int, maskHeight: Int,
    maskWidth: Int, arenaBytes: Int, arenaLowerBound: Int, classes: [ModelClass], tensors: [Tensor], steps: [Step],
    phases: [Phase]
  ) {
    self.name = name
    self.conversion = conversion
    self.input = input
    self.inputTensor = inputTensor
    self.maskHeight = maskHeight
    self.maskWidth = maskWidth
    self.arenaBytes = arenaBytes
    self.arenaLowerBound = arenaLowerBound
    self.classes = classes
    self.tensors = tensors
    self.steps = steps
    self.phases = phases
  }

  /// The number of values that the classifier computes for a frame: [classes][maskHeight][maskWidth].
  public var logitCount: Int { classes.count * maskHeight * maskWidth }
}
