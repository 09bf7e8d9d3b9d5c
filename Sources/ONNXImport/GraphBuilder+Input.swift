import NetworkGraph

extension GraphBuilder {
  /// The graph's input: the one that is no initialiser (files of the first format versions list initialisers as inputs too).
  /// - Parameter given: the size of a frame; nil: the size in the file.
  static func input(
    of graph: ONNX_GraphProto, _ initialisers: [String: Int], _ given: Extent? = nil
  ) throws(ConversionError) -> (frame: GraphInput, axes: [Axis]) {
    let inputs = graph.input.filter { initialisers[$0.name] == nil }
    guard let input = inputs.first, inputs.count == 1 else {
      throw .badData(
        "has \(inputs.count) inputs (\(inputs.prefix(8).map(\.name).joined(separator: ", "))); "
          + "a network that reads one frame is needed")
    }
    func complaint(_ message: String) -> ConversionError { .badData("input '\(input.name)' \(message)") }

    let tensor = input.type.tensorType
    let types: [ONNX_TensorProto.DataType] = [.float, .float16, .double, .uint8]
    guard let type = types.first(where: { $0.rawValue == tensor.elemType }) else {
      throw complaint("is not float32 (type \(tensor.elemType)); export in float32, or with bytes (uint8)")
    }
    let dims = tensor.shape.dim
    guard dims.count == 4 else {
      throw complaint("has \(dims.count) dimensions; four are needed: batch, channels, height, width")
    }
    if case .dimValue(let batch)? = dims[0].value, batch > 1 {
      throw complaint("has a batch of \(batch); export with a batch of 1")
    }
    // nil: the file leaves the size open
    var sizes = dims.dropFirst().map { dim -> Int? in
      guard case .dimValue(let size)? = dim.value, size > 0 || given == nil else { return nil }
      return Int(size)
    }
    // Keras and TensorFlow put the channels last; no frame has as few rows as it has channels
    let isFewLast = sizes[2].map { 1...4 ~= $0 } ?? false
    let isInterleaved = isFewLast && !(sizes[0].map { $0 <= 4 } ?? false) && !(sizes[1].map { $0 <= 4 } ?? false)
    let (channels, rows, columns) = isInterleaved ? (2, 0, 1) : (0, 1, 2)
    if let given { (sizes[rows], sizes[columns]) = (given.height, given.width) }
    if given != nil, sizes[channels] == nil { sizes[channels] = channelsRead(of: input.name, in: graph, initialisers) }
    let meanings = isInterleaved ? ["height", "width", "channel count"] : ["channel count", "height", "width"]
    var fixed: [Int] = []
    for (place, size) in sizes.enumerated() {
      guard let size, size >= 0 else {
        let name = dims[place + 1].dimParam
        throw complaint(
          "has no fixed \(meanings[place])\(name.isEmpty ? "" : " ('\(name)')"); "
            + (place == channels
              ? "export with a fixed size" : "give the size with --size WIDTHxHEIGHT, or export with a fixed one"))
      }
      fixed.append(size)
    }
    var result = GraphInput(
      name: input.name, channels: fixed[channels], height: fixed[rows], width: fixed[columns])
    result.isBytes = type == .uint8
    guard result.shape.isUsable else { throw complaint("has the unusable size \(result.shape)") }
    return (result, isInterleaved ? FileValue.interleaved : FileValue.planes)
  }

  /// How many channels the first convolution of the input has weights for.
  private static func channelsRead(
    of name: String, in graph: ONNX_GraphProto, _ initialisers: [String: Int]
  ) -> Int? {
    let reader = graph.node.first { $0.opType == "Conv" && $0.input.first == name && $0.input.count > 1 }
    guard let reader, let index = initialisers[reader.input[1]] else { return nil }
    let dims = graph.initializer[index].dims
    return dims.count == 4 && 1...4 ~= dims[1] ? Int(dims[1]) : nil
  }
}
