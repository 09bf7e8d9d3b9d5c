import Engine
import Vision

/// The whole of `catseye run`, from standard input to standard output.
public struct FrameStream {
  public enum Input: Equatable, Sendable {
    case mjpeg
    case raw(RawFormat, PictureSize)
  }

  /// How a stream ended.
  public struct Result {
    public var statistics: StreamStatistics
    /// Bytes that were read.
    public var byteCount: Int
    /// Why it ended before its end.
    public var failure: StreamError?
  }

  public var input: Input
  public var output: FrameOutput
  public var repeatsOnCorrupt: Bool
  /// CSV file with a row for each frame.
  public var latencyLog: String?

  public init(input: Input, output: FrameOutput, repeatsOnCorrupt: Bool, latencyLog: String?) {
    self.input = input
    self.output = output
    self.repeatsOnCorrupt = repeatsOnCorrupt
    self.latencyLog = latencyLog
  }

  /// - Parameter tell: takes one line about what is not as it should be, without ending the stream.
  /// - Throws: what kept it from beginning.
  public func run(_ engine: consuming Engine, tell: @escaping (String) -> Void) throws(StreamError) -> Result {
    var log: LatencyLog?
    if let latencyLog { log = try LatencyLog(path: latencyLog) }
    do throws(VisionError) {
      // readers are named here, so that the loops over their bytes are compiled for them
      switch input {
      case .mjpeg:
        let reader = try MJPEGReader(DescriptorSource.standardInput)
        return finish(reader, try FrameProcessor(engine, output: output), &log, tell)
      case .raw(let format, let size):
        let reader = try RawReader(DescriptorSource.standardInput, format: format, size: size)
        return finish(reader, try FrameProcessor(engine, output: output, size: size), &log, tell)
      }
    } catch {
      throw StreamError(error)
    }
  }

  private func finish<Reader: FrameReader & ~Copyable>(
    _ reader: consuming Reader, _ processor: consuming FrameProcessor, _ log: inout LatencyLog?,
    _ tell: @escaping (String) -> Void
  ) -> Result {
    var pump = FramePump(
      reader, processor, DescriptorSink.standardOutput, onCorrupt: repeatsOnCorrupt ? .repeat : .skip, tell: tell)
    var failure: StreamError?
    do throws(StreamError) { try pump.run(log: &log) } catch { failure = error }
    do throws(StreamError) { try log?.flush() } catch { failure = failure ?? error }
    return Result(statistics: pump.statistics, byteCount: pump.reader.byteCount, failure: failure)
  }
}
