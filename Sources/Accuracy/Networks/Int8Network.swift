import Dataset
import Engine
import Kernels
import Lowering
import Model
import NetworkGraph
import Quantisation
import Vision

/// A model that runs in the board's own engine: its masks here are its masks on the board.
public final class Int8Network {
  private var engine: Engine

  public init(path: String, threads: Int, instructionSet: InstructionSet = .best) throws {
    engine = try Engine(try Model(path: path), threads: threads, instructionSet: instructionSet)
  }

  public var plan: Plan { engine.plan }
  public var pairs: Model.Pairs { engine.model.pairs }
  public var inputSize: PictureSize { PictureSize(width: plan.input.width, height: plan.input.height) }
  public var maskSize: PictureSize { PictureSize(width: plan.maskWidth, height: plan.maskHeight) }

  public var instructionSet: InstructionSet { engine.instructionSet }

  /// Whether the float network was made for blue, green, red.
  public var isReversed: Bool {
    plan.isReversed || plan.conversion.method.hasSuffix(", bgr")  // version 2 of the format kept it there
  }

  /// What the model's integers stand for, in the network from which it was made.
  public func stored(in network: LoweredNetwork) throws(ConversionError) -> StoredQuantisation {
    try StoredQuantisation(engine.model, network)
  }

  /// - Parameter image: at the model's input size
  /// - Returns: class indices, [maskHeight][maskWidth]
  public func mask(of image: RGBImage) -> [UInt8] {
    put(image)
    engine.run()
    return Array(engine.mask)
  }

  /// - Parameter image: at the model's input size
  /// - Returns: Float32 [classes][maskHeight][maskWidth]
  public func logits(of image: RGBImage) -> [Float] {
    put(image)
    let count = plan.logitCount
    return [Float](unsafeUninitializedCapacity: count) { logits, filled in
      engine.run(logits: UnsafeMutableBufferPointer(rebasing: logits[..<count]))
      filled = count
    }
  }

  private func put(_ image: RGBImage) {
    precondition(image.width == inputSize.width && image.height == inputSize.height)
    engine.fill(image.bytes(channels: plan.input.channels))
  }
}
