import Vision

/// Frames of a stream that says itself what it is: JPEGs or Y4M. Another format that is known is refused by its name.
struct AutomaticReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  private let expected: StreamKind?
  private let takesNewest: Bool
  private let range: YUVColour.Range?
  private let matrix: YUVColour.Matrix?
  /// The source until its first bytes have come; after that one of the readers owns it.
  private var source: PeekedSource<Source>?
  private var jpegs: MJPEGReader<PeekedSource<Source>>?
  private var y4m: Y4MReader<PeekedSource<Source>>?

  /// - Parameters:
  ///   - expected: JPEGs or Y4M, and then the other is refused; nil: whichever comes.
  ///   - takesNewest: whether only the newest of the JPEGs that have come is decoded.
  ///   - range, matrix: the colours of Y4M; nil: as its header says.
  init(
    _ source: consuming Source, expected: StreamKind?, takesNewest: Bool, range: YUVColour.Range?,
    matrix: YUVColour.Matrix?
  ) throws(VisionError) {
    let source = try PeekedSource(source)
    self.source = consume source
    self.expected = expected
    self.takesNewest = takesNewest
    self.range = range
    self.matrix = matrix
  }

  var byteCount: Int {
    switch jpegs {
    case .some(let reader): return reader.byteCount
    case .none: break
    }
    switch y4m {
    case .some(let reader): return reader.byteCount
    case .none: return 0
    }
  }

  var frameRate: FrameRate? {
    switch y4m {
    case .some(let reader): return reader.frameRate
    case .none: return nil
    }
  }

  mutating func takeSkipped() -> Int { jpegs?.takeSkipped() ?? y4m?.takeSkipped() ?? 0 }
  mutating func takeDropped() -> Int { jpegs?.takeDropped() ?? 0 }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    try begin()
    if let event = try jpegs?.next(into: frame) { return event }
    return try y4m?.next(into: frame) ?? .end
  }

  private mutating func begin() throws(StreamError) {
    guard var source = source.take() else { return }
    let kind = try source.recognise()
    switch (kind, expected) {
    case (.foreign(let format), _): throw .foreign(format)
    case (.y4m, .jpegs): throw .foreign(.y4m)
    case (.jpegs, .y4m) where source.beginsWithJPEG: throw .foreign(.jpegs)
    default: break
    }
    do throws(VisionError) {
      if kind == .y4m || expected == .y4m {
        y4m = try Y4MReader(source, range: range, matrix: matrix)
      } else {
        jpegs = try MJPEGReader(source, takesNewest: takesNewest)
      }
    } catch {
      throw StreamError(error)
    }
  }
}
