import NetworkGraph

extension GraphBuilder {
  /// The name of the wanted output: the given one, which may be any value of the file; or the only one; or among several the one with the
  /// most pixels. Outputs for training only (deep supervision, a class for the whole frame) are smaller.
  func output(_ name: String?) throws(ConversionError) -> String {
    let outputs = model.graph.output
    let list = outputs.prefix(8).map(\.name).joined(separator: ", ")
    if let name {
      guard outputs.contains(where: { $0.name == name }) || writers[name] != nil else {
        throw .badData("has no output '\(name)'; it has \(list)")
      }
      return name
    }
    if outputs.count == 1 { return outputs[0].name }
    let known = outputs.compactMap(pixels)
    guard known.count == outputs.count, let most = known.max(), most > 1, known.count(where: { $0 == most }) == 1,
      let index = known.firstIndex(of: most)
    else {
      throw .badData(
        "has \(outputs.count) outputs (\(list)); choose the logits with --output-name, or export them alone")
    }
    return outputs[index].name
  }

  /// How many pixels one channel has; 0 for something that is no map, nil where the file does not say.
  private func pixels(_ output: ONNX_ValueInfoProto) -> Int? {
    guard output.type.tensorType.hasShape else { return nil }
    let dims = output.type.tensorType.shape.dim
    guard (3...4).contains(dims.count) else { return 0 }
    let isInterleaved = values[graph.input.name]?.axes == FileValue.interleaved
    var pixels = 1
    for dim in dims.count == 4 && !isInterleaved ? dims[2...3] : dims[1...2] {
      guard case .dimValue(let size)? = dim.value, 1...(1 << 16) ~= size else { return nil }
      pixels *= Int(size)
    }
    return pixels
  }
}
