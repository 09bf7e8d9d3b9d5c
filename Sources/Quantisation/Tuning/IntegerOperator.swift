import Engine
import FloatReference
import Lowering
import Model
import NetworkGraph

/// Computes an operator or a max-pooling in integers as the engine does: the scalar reference computes it from the record that the file
/// will contain.
struct IntegerOperator {
  /// Its sources are the tensors 0, 1, ... and its output is the last one.
  private let record: Step
  private let tensors: [Tensor]
  private let data: [UInt8]

  init(
    _ step: LoweredStep, of network: LoweredNetwork, _ quantisations: [SegmentQuantisation]
  ) throws(ConversionError) {
    var data = DataSection()
    var record = try Step(step, quantisations, &data)
    record.sources = Array(step.sources.indices)
    record.outputs[0].tensor = step.sources.count
    var (tensors, end) = ([Tensor](), 0)
    for segment in step.sources + [step.heads[0].segment] {
      var tensor = network.tensor(of: segment, quantisations[segment])
      tensor.arenaOffset = end
      end += tensor.byteCount
      tensors.append(tensor)
    }
    (self.record, self.tensors, self.data) = (record, tensors, data.bytes)
  }

  /// - Parameter sources: [channels][height][width] each; residuals follow after the values.
  /// - Returns: the output in the same layout.
  func run(_ sources: [[Int8]]) -> [Int8] {
    let output = tensors[sources.count]
    let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: output.arenaRange.upperBound, alignment: 64)
    defer { arena.deallocate() }
    arena.initializeMemory(as: UInt8.self, repeating: 0)
    for (tensor, values) in zip(tensors, sources) {
      tensor.eachPlane(arena) { channel, pixels in
        for index in 0..<tensor.planeCount {
          pixels[index * tensor.channelStride] = values[channel * tensor.planeCount + index]
        }
      }
    }
    data.withUnsafeBytes {
      guard let base = arena.baseAddress else { return }
      let reference = ReferenceStep(record, tensors: tensors, data: $0, arena: base)
      Parallel.forEach(output.height, threads: Parallel.coreCount) { row, _ in reference.run(rows: row..<row + 1) }
    }
    return [Int8](unsafeUninitializedCapacity: output.factors * output.planeCount) { to, count in
      count = to.count
      nonisolated(unsafe) let to = to
      output.eachPlane(arena) { channel, pixels in
        for index in 0..<output.planeCount {
          to[channel * output.planeCount + index] = pixels[index * output.channelStride]
        }
      }
    }
  }
}

extension Tensor {
  fileprivate var planeCount: Int { height * width }

  /// Calls `body` for each channel of values, then for each channel of residuals, with the address of its byte of the first pixel.
  fileprivate func eachPlane(
    _ arena: UnsafeMutableRawBufferPointer, _ body: (_ channel: Int, _ pixels: UnsafeMutablePointer<Int8>) -> Void
  ) {
    guard let base = arena.baseAddress else { return }
    let pixels = (base + arenaOffset + origin).assumingMemoryBound(to: Int8.self)
    Parallel.forEach(factors, threads: Parallel.coreCount) { channel, _ in
      body(channel, pixels + (channel < channels ? channel : paddedChannels + channel - channels))
    }
  }
}
