import Engine
import Model
import Vision

/// Facts about a model.
extension Segmenter {
  /// The size to which frames are resized, in pixels.
  public var inputSize: PictureSize { fitting.placement.input }
  /// The size of masks and scores at the model's own size, in pixels.
  public var maskSize: PictureSize { PictureSize(width: engine.plan.maskWidth, height: engine.plan.maskHeight) }
  /// The classes' names and colours; a mask's values are indices into this array.
  public var classes: [ModelClass] { engine.plan.classes }
  /// 1: the network reads grey, from any frame; 3: colours, from any frame; 4: a fourth byte too, from rgba and bgra frames only.
  public var inputChannels: Int { engine.plan.input.channels }
  /// Whether a pixel may have several classes: each class, except class 0, whose logit is above 0. The mask holds the strongest.
  public var isMultilabel: Bool { engine.plan.isMultilabel }
  /// The library's version, "MAJOR.MINOR.PATCH".
  public static var version: String { "\(Engine.version)" }

  /// The name of the kernel that runs a step of the plan.
  package func kernelName(ofStep index: Int) -> String { engine.kernelName(ofStep: index) }
}
