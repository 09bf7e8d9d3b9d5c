import Model
import Vision

extension FrameProcessor {
  static func inputSize(_ plan: Plan) -> PictureSize { PictureSize(width: plan.input.width, height: plan.input.height) }
  static func maskSize(_ plan: Plan) -> PictureSize { PictureSize(width: plan.maskWidth, height: plan.maskHeight) }

  /// Room for one frame's output.
  static func outputBytes(_ kind: FrameOutput, _ size: PictureSize, _ plan: Plan) -> Int {
    switch kind {
    case .mask(let atModelSize): atModelSize ? maskSize(plan).pixels : size.pixels
    case .overlay: JPEGEncoder.capacity(for: size)
    case .logits: plan.classes.count * maskSize(plan).pixels * MemoryLayout<Float>.stride
    case .none: 0
    }
  }
}
