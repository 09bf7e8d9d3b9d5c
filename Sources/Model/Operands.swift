/// What a step between convolutions computes with, beside its sources: tables in the data section, by their offsets, and
/// numbers. What a kind does not use is 0.
public struct Operands: Equatable {
  /// Of each source, Float32 [channels, padded]: what q - zero point is multiplied by; of a multiplication and of
  /// average-pooling one alone.
  public var factors: [Int]
  /// Beside them, what is added behind: Float32 [channels, padded]; of a sum or product one alone.
  public var shifts: [Int]
  /// What a negative result is multiplied by.
  public var slope: Float = 1
  /// Of each output row and column: Int32 [count], the input's or -1 for the zero point; of an interpolation Int32
  /// [count][3], two inputs and the second one's share of 256.
  public var rows = 0, columns = 0
  /// Int8 [256]: what a byte becomes, at its value + 128.
  public var table = 0
  /// Of one rescaled tensor: the first channel that is taken.
  public var firstChannel = 0
  /// Of a depthwise convolution: input pixels from one tap to the next.
  public var dilationY = 1, dilationX = 1
  /// Of average-pooling: whether the border counts, as the zero point.
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
