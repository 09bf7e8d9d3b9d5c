import CFloat
import Lowering
import NetworkGraph

/// A dense convolution for CFloat, and the memory to which its description points.
final class FloatLayer {
  private(set) var layer = catseye_float_layer()
  private let weights: UnsafeMutableBufferPointer<Float>
  private let bias: UnsafeMutableBufferPointer<Float>
  private let tapRows: UnsafeMutableBufferPointer<Int32>
  private let tapColumns: UnsafeMutableBufferPointer<Int32>
  /// Where its channels begin in the input and in the output, in elements; not 0 for groups after the first.
  private var inputOffset = 0, outputOffset = 0

  /// - Parameters:
  ///   - weights: [output channels][input channels][taps].
  ///   - taps: for each tap, its row and column relative to the pixel that is computed, in elements of the input.
  private init(
    weights dense: [Float], bias biases: [Float], taps: [(row: Int, column: Int)], input: Shape, output: Shape
  ) {
    let depth = Int64(input.channels * taps.count)
    let channels = Int64(output.channels)
    weights = .allocate(capacity: max(1, Int(catseye_float_packed_count(channels, depth))))
    weights.initialize(repeating: 0)
    catseye_float_pack(dense, channels, depth, weights.baseAddress)
    bias = FloatLayer.copy(biases)
    tapRows = FloatLayer.copy(taps.map { Int32($0.row) })
    tapColumns = FloatLayer.copy(taps.map { Int32($0.column) })

    layer.input_channels = Int64(input.channels)
    layer.input_height = Int64(input.height)
    layer.input_width = Int64(input.width)
    layer.output_channels = channels
    layer.output_height = Int64(output.height)
    layer.output_width = Int64(output.width)
    layer.tap_count = Int64(taps.count)
    layer.tap_rows = UnsafePointer(tapRows.baseAddress)
    layer.tap_columns = UnsafePointer(tapColumns.baseAddress)
    layer.weights = UnsafePointer(weights.baseAddress)
    layer.bias = UnsafePointer(bias.baseAddress)
  }

  deinit {
    weights.deallocate()
    bias.deallocate()
    tapRows.deallocate()
    tapColumns.deallocate()
  }

  var tileCount: Int { withUnsafePointer(to: layer) { Int(catseye_float_tile_count($0)) } }

  /// Computes one tile of pixels with all output channels: the piece of work that one thread takes.
  func compute(
    tile: Int, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: layer) {
      catseye_float_compute_tile($0, input + inputOffset, output + outputOffset, scratch, Int64(tile))
    }
  }

  /// One dense convolution for each group of a convolution.
  static func groups(of convolution: Convolution, input: Shape, output: Shape) -> [FloatLayer] {
    let (inputs, outputs) = (input.channels / convolution.groups, output.channels / convolution.groups)
    return (0..<convolution.groups).map { group in
      let layer = FloatLayer(
        convolution, outputs: group * outputs..<(group + 1) * outputs,
        input: Shape(channels: inputs, height: input.height, width: input.width),
        output: Shape(channels: outputs, height: output.height, width: output.width))
      layer.inputOffset = group * inputs * input.planeCount
      layer.outputOffset = group * outputs * output.planeCount
      return layer
    }
  }

  /// The output channels of one group; the weights are already in the right order.
  private convenience init(_ convolution: Convolution, outputs: Range<Int>, input: Shape, output: Shape) {
    var taps: [(row: Int, column: Int)] = []
    for row in 0..<convolution.kernel.height {
      for column in 0..<convolution.kernel.width {
        taps.append(
          (
            row * convolution.dilationY - convolution.padding.top,
            column * convolution.dilationX - convolution.padding.left
          ))
      }
    }
    let size = convolution.weightsPerOutput
    self.init(
      weights: Array(convolution.weights[outputs.lowerBound * size..<outputs.upperBound * size]),
      bias: Array(convolution.bias[outputs]), taps: taps, input: input, output: output)
    layer.rows = Int64(output.height)
    layer.columns = Int64(output.width)
    layer.row_stride = Int64(convolution.stride.height)
    layer.column_stride = Int64(convolution.stride.width)
    layer.row_step = 1
    layer.column_step = 1
  }

  /// A matrix [rows][depth] for products with matrices [depth][columns]: a 1x1 convolution of one row of pixels.
  convenience init(matrix: [Float], rows: Int, depth: Int, columns: Int) {
    self.init(
      weights: matrix, bias: [Float](repeating: 0, count: rows), taps: [(0, 0)],
      input: Shape(channels: depth, height: 1, width: columns), output: Shape(channels: rows, height: 1, width: columns)
    )
    layer.rows = 1
    layer.columns = Int64(columns)
    layer.row_stride = 1
    layer.column_stride = 1
    layer.row_step = 1
    layer.column_step = 1
  }

  /// A phase of a lowered step.
  convenience init(_ phase: FloatPhase, _ step: LoweredStep, input: Shape, output: Shape) {
    var taps: [(row: Int, column: Int)] = []
    for row in 0..<phase.kernel.height {
      for column in 0..<phase.kernel.width { taps.append((phase.originY + row, phase.originX + column)) }
    }
    self.init(weights: phase.weights, bias: phase.bias, taps: taps, input: input, output: output)
    let grid = step.grid(of: phase)
    layer.rows = Int64(grid.height)
    layer.columns = Int64(grid.width)
    layer.row_stride = Int64(step.stride.height)
    layer.column_stride = Int64(step.stride.width)
    layer.first_row = Int64(phase.outputY)
    layer.first_column = Int64(phase.outputX)
    layer.row_step = Int64(step.outputSpacing)
    layer.column_step = Int64(step.outputSpacing)
  }

  /// One dense convolution for each output phase of a transposed convolution. Output row y reads input row (y + top - u) / stride with the
  /// kernel's row u, where that is an integer: for y = phase + stride * r this is row r + (phase + top - u) / stride.
  static func phases(of convolution: TransposedConvolution, input: Shape, output: Shape) -> [FloatLayer] {
    let (kernel, stride) = (convolution.kernel, convolution.stride)
    var layers: [FloatLayer] = []
    for row in 0..<min(stride.height, output.height) {
      let rowTaps = taps(phase: row, kernel.height, stride.height, convolution.padding.top)
      for column in 0..<min(stride.width, output.width) {
        let columnTaps = taps(phase: column, kernel.width, stride.width, convolution.padding.left)
        var weights: [Float] = []
        for channel in 0..<convolution.outputChannels {
          for inputChannel in 0..<convolution.inputChannels {
            let first = (inputChannel * convolution.outputChannels + channel) * kernel.count
            for u in rowTaps {
              for v in columnTaps { weights.append(convolution.weights[first + u.kernel * kernel.width + v.kernel]) }
            }
          }
        }
        let offsets = rowTaps.flatMap { u in columnTaps.map { (row: u.offset, column: $0.offset) } }
        let phase = FloatLayer(weights: weights, bias: convolution.bias, taps: offsets, input: input, output: output)
        phase.layer.rows = Int64((output.height - row + stride.height - 1) / stride.height)
        phase.layer.columns = Int64((output.width - column + stride.width - 1) / stride.width)
        phase.layer.row_stride = 1
        phase.layer.column_stride = 1
        phase.layer.first_row = Int64(row)
        phase.layer.first_column = Int64(column)
        phase.layer.row_step = Int64(stride.height)
        phase.layer.column_step = Int64(stride.width)
        layers.append(phase)
      }
    }
    return layers
  }

  private static func taps(phase: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> [(kernel: Int, offset: Int)] {
    (0..<kernel).filter { (phase + padding - $0) % stride == 0 }.map { ($0, (phase + padding - $0) / stride) }
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = buffer.initialize(from: elements)
    return buffer
  }
}
