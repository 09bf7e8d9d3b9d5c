import Model

extension Buffer<Float> {
  /// Room for the logits of a frame, [classes][maskHeight][maskWidth].
  ///
  /// A file says how many they are. A file that asks for more than `ModelFormat.largestLogitCount` gets an error; it cannot use up the
  /// machine's memory.
  public init(logitsOf plan: Plan) throws(VisionError) {
    guard plan.logitCount <= ModelFormat.largestLogitCount else {
      throw .outOfMemory(bytes: plan.logitCount * MemoryLayout<Float>.stride)
    }
    try self.init(count: plan.logitCount)
  }
}
