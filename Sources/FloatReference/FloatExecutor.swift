import CFloat
import NetworkGraph

/// Runs a graph in float on one frame at a time: for calibration, and as the reference for the int8 model.
///
/// The buffers are made once and shared by values that do not live at the same time. The results do not depend on the number of threads; on
/// machines with other vector instructions they may differ in the last bits. Two threads must not use one executor at the same time.
public final class FloatExecutor {
  public let graph: Graph
  /// How many threads compute, the caller's included.
  public let threads: Int

  /// The most elements in all buffers, which is 4 GiB. More would mean a frame size that is not meant for a small board.
  static let largestMemory = 1 << 30

  let steps: [FloatStep]
  /// For each value id the index of its buffer; nil for unused ids.
  let slots: [Int?]
  let buffers: [UnsafeMutableBufferPointer<Float>]
  /// One block of scratch memory for each thread.
  let scratch: [UnsafeMutablePointer<Float>]

  /// - Parameters:
  ///   - graph: as it was read, or after passes.
  ///   - threads: 0 for one on each core.
  /// - Throws: `ConversionError` that names the node, if the graph is inconsistent or needs too much memory.
  public init(graph: Graph, threads: Int = 0) throws(ConversionError) {
    self.graph = graph
    self.threads = threads > 0 ? min(threads, 256) : Parallel.coreCount
    let plan = try FloatMemoryPlan(graph)
    var steps: [FloatStep] = []
    for node in graph.nodes { steps.append(FloatStep(node, graph)) }
    self.steps = steps
    slots = plan.slots
    // not zeroed: every value is written before it is read, and untouched memory costs nothing
    buffers = plan.sizes.map { .allocate(capacity: $0) }
    let scratchCount = steps.map(\.scratchCount).max() ?? 0
    scratch = (0..<self.threads).map { _ in UnsafeMutablePointer<Float>.allocate(capacity: max(1, scratchCount)) }
  }

  deinit {
    for buffer in buffers { buffer.deallocate() }
    for block in scratch { block.deallocate() }
  }

  /// Computes the logits of one frame.
  /// - Parameters:
  ///   - input: the graph's input, [channels][height][width], normalised as in training.
  ///   - observe: called once for each value, in the order in which they are computed, the input (id 0) first, with the
  ///     value's id and elements in the order channels, height, width. The buffer is valid during the call only.
  /// - Returns: the graph's output, [channels][height][width].
  /// - Throws: `ConversionError`, if the input has another size.
  public func run(
    _ input: [Float], observe: (_ value: Int, _ elements: UnsafeBufferPointer<Float>) -> Void = { _, _ in }
  ) throws(ConversionError) -> [Float] {
    let frame = elements(0)
    guard input.count == frame.count else {
      throw .badData(
        "a frame of \(input.count) numbers does not fit the input '\(graph.input.name)', \(graph.input.shape)")
    }
    _ = frame.update(from: input)
    observe(0, UnsafeBufferPointer(frame))
    var logits = graph.output == 0 ? input : []
    for (node, step) in zip(graph.nodes, steps) {
      let output = elements(node.output)
      compute(step, node, output)
      if let stated = graph.quantisations[node.output] { stated.clip(output) }
      observe(node.output, UnsafeBufferPointer(output))
      if node.output == graph.output { logits = Array(output) }
    }
    return logits
  }

  /// The elements of a value; empty for an unused id.
  func elements(_ value: Int) -> UnsafeMutableBufferPointer<Float> {
    guard let slot = slots[value] else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    return UnsafeMutableBufferPointer(rebasing: buffers[slot][..<graph.shapes[value].elementCount])
  }
}
