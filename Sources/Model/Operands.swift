/// The constants of a step between convolutions: numbers, and tables as offsets into the data section. A field that a kind of
/// step does not use is 0.
public struct Operands: Equatable {
  /// One table for each source, Float32 [channels, padded]: the factors of q - zero point. A multiplication and an average-pooling
  /// have one table in all.
  public var factors: [Int]
  /// One table for each source, Float32 [channels, padded]: what is added after the factors. A sum or product has one table in all.
  public var shifts: [Int]
  /// The slope below 0: a negative result is multiplied by it.
  public var slope: Float = 1
  /// For each output row and each output column the input's index, Int32 [count], or -1 for the zero point. An interpolation has
  /// Int32 [count][3]: two indices, and the weight of the second in 256ths.
  public var rows = 0, columns = 0
  /// Int8 [256]: the result of each byte, at index value + 128.
  public var table = 0
  /// The first channel that is taken of a rescaled tensor.
  public var firstChannel = 0
  /// The dilation of a depthwise convolution: input pixels from one tap to the next.
  public var dilationY = 1, dilationX = 1
  /// Whether an average-pooling counts the border, whose values are the zero point.
  public var countsPadding = false

  public init(factors: [Int] = [], shifts: [Int] = []) {
    self.factors = factors
    self.shifts = shifts
  }
}

extension Operands {
  init?(_ reader: inout FieldReader) {
    factors = []
    shifts = []
    for table in 0..<2 {
      let count = reader.int()
      let all = [reader.int(), reader.int(), reader.int(), reader.int()]
      guard count <= all.count else { return nil }
      if table == 0 { factors = Array(all[..<count]) } else { shifts = Array(all[..<count]) }
    }
    slope = reader.f32()
    rows = reader.int()
    columns = reader.int()
    table = reader.int()
    firstChannel = reader.int()
    dilationY = reader.int()
    dilationX = reader.int()
    countsPadding = reader.int() != 0
  }

  func write(to writer: inout FieldWriter) {
    for tables in [factors, shifts] {
      writer.int(tables.count)
      for index in 0..<ModelFormat.maximumSources { writer.int(index < tables.count ? tables[index] : 0) }
    }
    writer.f32(slope)
    for value in [rows, columns, table, firstChannel, dilationY, dilationX, countsPadding ? 1 : 0] { writer.int(value) }
  }
}
