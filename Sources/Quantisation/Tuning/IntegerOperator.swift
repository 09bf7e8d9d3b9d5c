import FloatReference
import Lowering
import NetworkGraph

/// An operator in integers, as the engine computes it (NUMERICS.md, "Operators").
struct IntegerOperator {
  private let work: LoweredOperator
  private let step: LoweredStep
  private let inputs: [Shape]
  private let quantisations: [SegmentQuantisation]
  private let tables: ElementwiseTables

  init(
    _ work: LoweredOperator, _ step: LoweredStep, of network: LoweredNetwork, _ quantisations: [SegmentQuantisation]
  ) {
    self.work = work
    self.step = step
    self.quantisations = quantisations
    inputs = step.sources.map { network.segments[$0].shape }
    tables = ElementwiseTables(work, step, quantisations)
  }

  /// - Parameter values: the sources, one behind the other: q - zeroPoint, [channels][height][width]
  func run(_ values: [Float]) -> [Int8] {
    let output = step.shape
    return [Int8](unsafeUninitializedCapacity: output.elementCount) { to, count in
      count = output.elementCount
      nonisolated(unsafe) let to = to.baseAddress.unsafelyUnwrapped
      values.withUnsafeBufferPointer { from in
        var (sources, next) = ([UnsafePointer<Float>](), from.baseAddress.unsafelyUnwrapped)
        for shape in inputs {
          sources.append(next)
          next += shape.elementCount
        }
        nonisolated(unsafe) let all = sources
        Parallel.forEach(output.channels, threads: Parallel.coreCount) { channel, _ in
          compute(channel, all, to + channel * output.planeCount)
        }
      }
    }
  }

  private func compute(_ channel: Int, _ sources: [UnsafePointer<Float>], _ to: UnsafeMutablePointer<Int8>) {
    let target = quantisations[step.heads[0].segment]
    let zero = Float(target.zeroPoint[channel])
    let count = step.shape.planeCount
    let from = sources[0] + channel * inputs[0].planeCount
    func write(_ index: Int, _ value: Float) {
      to[index] = Int8(min(max(value, -128 - zero), Float(tables.high) - zero).rounded(.toNearestOrEven) + zero)
    }
    func finish(_ index: Int, _ t: Float, _ shift: Float) {
      let shifted = t + shift
      write(index, shifted < 0 ? shifted * tables.slope : shifted)
    }
    switch work {
    case .rescale(let first):
      var (source, own) = (0, channel)
      while own >= tables.factors[source].count {
        own -= tables.factors[source].count
        source += 1
      }
      let plane = sources[source] + ((source == 0 ? first : 0) + own) * inputs[source].planeCount
      let (factor, shift) = (tables.factors[source][own], tables.shifts[source][own])
      for index in 0..<count { finish(index, plane[index] * factor, shift) }
    case .add:
      let (a, b, shift) = (tables.factors[0][channel], tables.factors[1][channel], tables.shifts[0][channel])
      let second = second(sources[1], channel)
      for index in 0..<count {
        let other = second.values[index * second.step] * b
        finish(index, from[index] * a + other, shift)
      }
    case .multiply:
      let (factor, shift) = (tables.factors[0][channel], tables.shifts[0][channel])
      let second = second(sources[1], channel)
      for index in 0..<count { finish(index, from[index] * second.values[index * second.step] * factor, shift) }
    case .lookup(let function):
      let source = quantisations[step.sources[0]]
      let table = source.table(of: function, into: target)
      for index in 0..<count { to[index] = table[Int(from[index]) + source.zeroPoint[0] + 128] }
    case .averagePool(let pool):
      let factor = Float(quantisations[step.sources[0]].scale[channel] / target.scale[channel])
      pool.sums(from, inputs[0], step.shape) { write($0, $1 * (1 / $2) * factor) }
    case .gather, .interpolate:
      copy(from, to, Int(zero))
    }
  }

  /// What a second source gives a channel, and how far one element is from the next.
  private func second(_ source: UnsafePointer<Float>, _ channel: Int) -> (values: UnsafePointer<Float>, step: Int) {
    let shape = inputs[1]
    if shape == inputs[0] { return (source + channel * shape.planeCount, 1) }
    return shape.channels == inputs[0].channels ? (source + channel, 0) : (source, 1)
  }

  private func copy(_ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Int8>, _ zero: Int) {
    let width = inputs[0].width
    var index = 0
    if case .gather(let rows, let columns) = work {
      for row in rows {
        for column in columns {
          to[index] = Int8(row < 0 || column < 0 ? zero : Int(from[row * width + column]) + zero)
          index += 1
        }
      }
    }
    guard case .interpolate(let rows, let columns) = work else { return }
    for row in rows {
      let (upper, lower, y) = (from + row.first * width, from + row.second * width, row.integerShare)
      for column in columns {
        let x = column.integerShare
        let top = Int(upper[column.first]) * (256 - x) + Int(upper[column.second]) * x
        let bottom = Int(lower[column.first]) * (256 - x) + Int(lower[column.second]) * x
        to[index] = Int8((top * (256 - y) + bottom * y + 1 << 15) >> 16 + zero)
        index += 1
      }
    }
  }
}

extension AveragePool {
  /// Of one channel: `body` with each output element's index, the sum of its window and what that is divided by.
  fileprivate func sums(
    _ from: UnsafePointer<Float>, _ input: Shape, _ output: Shape, _ body: (Int, Float, Float) -> Void
  ) {
    for row in 0..<output.height {
      let top = row * stride.height - padding.top
      let rows = max(0, top)..<min(input.height, top + kernel.height)
      for column in 0..<output.width {
        let left = column * stride.width - padding.left
        let columns = max(0, left)..<min(input.width, left + kernel.width)
        var sum = 0
        for y in rows {
          for x in columns { sum += Int(from[y * input.width + x]) }
        }
        body(
          row * output.width + column, Float(sum), Float(countsPadding ? kernel.count : rows.count * columns.count))
      }
    }
  }
}
