import Lowering

/// The int8 tensors of some frames, as far as the steps have been computed: what the engine's arena would hold, for each frame.
struct IntegerFrames {
  private let network: LoweredNetwork
  private let quantisations: [SegmentQuantisation]
  /// [segment][frame], each [channels][height][width]; empty before it is written, and after its last use.
  private var tensors: [[TensorStore.Place]]
  private let store: TensorStore
  let count: Int

  /// - Parameters:
  ///   - frames: pixel bytes, [height][width][channels] each
  ///   - memory: how many bytes the tensors may take; further ones go to a file.
  init(_ network: LoweredNetwork, _ quantisations: [SegmentQuantisation], frames: [[UInt8]], memory: Int) {
    self.network = network
    self.quantisations = quantisations
    count = frames.count
    tensors = [[TensorStore.Place]](repeating: [], count: network.segments.count)
    let store = TensorStore(limit: memory)
    self.store = store
    let (plane, channels) = (network.segments[0].shape.planeCount, network.segments[0].shape.channels)
    tensors[0] = frames.map { pixels in
      store.put((0..<channels * plane).map { Int8(bitPattern: pixels[$0 % plane * channels + $0 / plane] ^ 0x80) })
    }
  }

  /// A step's sources, one after the other: q - zeroPoint, [channels][height][width].
  func inputs(of step: LoweredStep, frame: Int) -> [Float] {
    var values: [Float] = []
    for source in step.sources {
      let tensor = store.tensor(at: tensors[source][frame])
      let plane = network.segments[source].shape.planeCount
      let first = values.count
      values.append(contentsOf: repeatElement(0, count: tensor.count))
      for (c, zeroPoint) in quantisations[source].zeroPoint.enumerated() {
        let zero = Float(zeroPoint)
        for index in c * plane..<(c + 1) * plane { values[first + index] = Float(tensor[index]) - zero }
      }
    }
    return values
  }

  /// A step's sources, [channels][height][width] each.
  func tensors(of step: LoweredStep, frame: Int) -> [[Int8]] {
    step.sources.map { store.tensor(at: tensors[$0][frame]) }
  }

  /// Adds a segment's tensor of the next frame.
  mutating func append(_ tensor: [Int8], to segment: Int) { tensors[segment].append(store.put(tensor)) }

  /// Drops tensors that no later step reads.
  mutating func drop(after index: Int) {
    for segment in network.steps[index].sources
    where !network.steps[(index + 1)...].contains(where: { $0.sources.contains(segment) }) {
      for place in tensors[segment] { store.drop(place) }
      tensors[segment] = []
    }
  }
}
