extension GraphBuilder {
  /// The graph's input: the one that is no initialiser (files of the first format versions list those too).
  static func input(
    of graph: ONNX_GraphProto, _ initialisers: [String: Int]
  ) throws(ConversionError) -> (frame: GraphInput, axes: [Axis]) {
    let inputs = graph.input.filter { initialisers[$0.name] == nil }
    guard let input = inputs.first, inputs.count == 1 else {
      throw .badData(
        "has \(inputs.count) inputs (\(inputs.prefix(8).map(\.name).joined(separator: ", "))); "
          + "a network that reads one frame is needed")
    }
    func complaint(_ message: String) -> ConversionError { .badData("input '\(input.name)' \(message)") }

    let tensor = input.type.tensorType
    guard tensor.elemType == ONNX_TensorProto.DataType.float.rawValue else {
      throw complaint("is not float32 (type \(tensor.elemType)); export in float32")
    }
    let dims = tensor.shape.dim
    guard dims.count == 4 else {
      throw complaint("has \(dims.count) dimensions; four are needed: batch, channels, height, width")
    }
    if case .dimValue(let batch)? = dims[0].value, batch != 1 {
      throw complaint("has a batch of \(batch); export with a batch of 1")
    }
    var sizes: [Int] = []
    for (dim, meaning) in zip(dims.dropFirst(), ["channel count", "height", "width"]) {
      guard case .dimValue(let size)? = dim.value else {
        throw complaint(
          "has no fixed \(meaning)\(dim.dimParam.isEmpty ? "" : " ('\(dim.dimParam)')"); export with a fixed size "
            + "(torch.onnx.export without dynamic_axes and dynamic_shapes, an example input of the wanted size)")
      }
      sizes.append(Int(size))
    }
    // Keras and TensorFlow put the channels last; no frame has as many rows as it has channels.
    let isInterleaved = sizes[2] <= 4 && min(sizes[0], sizes[1]) > 4
    let result = GraphInput(
      name: input.name, channels: sizes[isInterleaved ? 2 : 0], height: sizes[isInterleaved ? 0 : 1],
      width: sizes[isInterleaved ? 1 : 2])
    guard result.shape.isUsable else { throw complaint("has the unusable size \(result.shape)") }
    return (result, isInterleaved ? FileValue.interleaved : FileValue.planes)
  }
}
