import FloatReference
import Lowering
import NetworkGraph
import Randomness

/// The places of a phase that are looked at in each frame. They are the same each time, so that the float network and the int8 one can be
/// compared there.
package struct PatchPlan {
  package let step: LoweredStep
  package let phase: FloatPhase
  /// The shape of the concatenated sources.
  private(set) var input: Shape
  package let placesPerFrame: Int
  private let seed: UInt64

  /// - Parameter frames: how many frames will be looked at.
  init(_ network: LoweredNetwork, step index: Int, phase: Int, frames: Int) {
    step = network.steps[index]
    self.phase = step.phases[phase]
    var input = network.segments[step.sources[0]].shape
    input.channels = step.sources.reduce(0) { $0 + network.segments[$1].shape.channels }
    self.input = input
    seed = UInt64(index * 4 + phase)
    let depth = input.channels * self.phase.kernel.count
    let wanted = min(max(PatchPlan.perWeight * depth, PatchPlan.fewest), PatchPlan.most)
    placesPerFrame = min((wanted + frames - 1) / frames, step.grid(of: self.phase).count)
  }

  /// The same places for sources with so many channels.
  package func reading(channels: Int) -> PatchPlan {
    var plan = self
    plan.input.channels = channels
    return plan
  }

  // places of all frames together: so many for each weight, which is enough for a covariance, within what memory allows
  private static let perWeight = 4
  private static let fewest = 4096
  private static let most = 16384

  /// How many weights one output channel has.
  package var depth: Int { input.channels * phase.kernel.count }

  /// The places of a frame, in the phase's grid.
  package func places(frame: Int) -> [(row: Int, column: Int)] {
    var random = SplitMix64(seed: seed << 32 | UInt64(frame))
    let grid = step.grid(of: phase)
    return (0..<placesPerFrame).map { _ in
      (Int(random.next() % UInt64(grid.height)), Int(random.next() % UInt64(grid.width)))
    }
  }

  /// The contents of the phase's windows at these places, [places][input channel][tap]; 0 outside the frame.
  /// - Parameter values: the sources, one after the other, [channels][height][width]
  package func patches(_ values: UnsafeBufferPointer<Float>, _ places: [(row: Int, column: Int)]) -> [Float] {
    [Float](unsafeUninitializedCapacity: places.count * depth) { to, count in
      count = places.count * depth
      nonisolated(unsafe) let (to, values) = (to, values)
      Parallel.forEach(places.count, threads: Parallel.coreCount) { index, _ in
        gather(values, places[index], to.baseAddress.unsafelyUnwrapped + index * depth)
      }
    }
  }

  private func gather(
    _ values: UnsafeBufferPointer<Float>, _ place: (row: Int, column: Int), _ patch: UnsafeMutablePointer<Float>
  ) {
    let top = place.row * step.stride.height + phase.originY
    let left = place.column * step.stride.width + phase.originX
    var at = 0
    for c in 0..<input.channels {
      for row in top..<top + phase.kernel.height {
        for column in left..<left + phase.kernel.width {
          let isInside = 0..<input.height ~= row && 0..<input.width ~= column
          patch[at] = isInside ? values[(c * input.height + row) * input.width + column] : 0
          at += 1
        }
      }
    }
  }

  /// For each output channel the sum of the step's results at these places.
  /// - Parameter values: the step's result, [channels][height][width]
  package func resultSums(_ values: UnsafeBufferPointer<Float>, _ places: [(row: Int, column: Int)]) -> [Double] {
    phase.bias.indices.map { o in
      places.reduce(0) { sum, place in
        let row = place.row * step.outputSpacing + phase.outputY
        let column = place.column * step.outputSpacing + phase.outputX
        return sum + Double(values[(o * step.shape.height + row) * step.shape.width + column])
      }
    }
  }
}
