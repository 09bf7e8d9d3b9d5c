import Model

extension Buffer<Float> {
  /// Room for the logits of a frame, [classes][maskHeight][maskWidth].
  ///
  /// How many they are comes from a file: who asks for more than `ModelFormat.largestLogitCount` gets an error, not a machine
  /// without memory.
  public init(logitsOf plan: Plan) throws(VisionError) {
    guard plan.logitCount <= ModelFormat.largestLogitCount else {
      throw .outOfMemory(bytes: plan.logitCount * MemoryLayout<Float>.stride)
    }
    try self.init(count: plan.logitCount)
  }
}
