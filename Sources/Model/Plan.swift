/// Everything in a .ceye file except the bytes of the data section.
public struct Plan: Equatable {
  public var name: String
  public var conversion: ConversionRecord
  /// The terms on which the weights may be used, in one line; empty: not recorded.
  public var terms = ""
  /// The digest of the engine's results for the model's test frame (`Engine.testDigest`); 0: not recorded.
  public var testDigest: UInt64 = 0
  /// Whether a pixel may be of several classes: each but the first, which is "none", where its logit is above 0. The first's
  /// logit is 0, so that the mask has the strongest of a pixel's classes.
  public var isMultilabel = false
  /// Whether the float network was made for blue, green, red; the model's frames are red, green, blue.
  public var isReversed = false
  public var input: InputDescription
  /// The tensor that the frame is written to.
  public var inputTensor: Int
  /// Size of the mask, in pixels: what the classifier computes.
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

  /// Values that the classifier computes of a frame: [classes][maskHeight][maskWidth].
  public var logitCount: Int { classes.count * maskHeight * maskWidth }
}
