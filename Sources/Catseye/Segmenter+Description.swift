import Engine
import Model
import Vision

/// What a model says of itself.
extension Segmenter {
  /// What frames of any size are resized to, in pixels.
  public var inputSize: PictureSize { fitting.placement.input }
  /// Of masks and scores at the model's own size, in pixels.
  public var maskSize: PictureSize { PictureSize(width: engine.plan.maskWidth, height: engine.plan.maskHeight) }
  /// Names and colours; a mask's values are their indices.
  public var classes: [ModelClass] { engine.plan.classes }
  /// 1: the network reads grey, of any frame; 3: colours, of any frame; 4: a fourth byte too, of rgba and bgra frames only.
  public var inputChannels: Int { engine.plan.input.channels }
  /// Whether a pixel may be of several classes: of each but class 0 where its logit is above 0. The mask has the strongest.
  public var isMultilabel: Bool { engine.plan.isMultilabel }
  /// Of the library, "MAJOR.MINOR.PATCH".
  public static var version: String { "\(Engine.version)" }

  /// Name of the kernel that runs a step of the plan.
  package func kernelName(ofStep index: Int) -> String { engine.kernelName(ofStep: index) }
}
