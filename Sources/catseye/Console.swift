import Streaming

/// The program's own words: results on standard output, remarks on standard error.
enum Console {
  /// One line on standard error, beginning with the program's name; a standard error that is gone is no reason to stop.
  ///
  /// - Parameter clearingLine: the terminal's line holds figures, which are to go.
  static func tell(_ message: String, clearingLine: Bool = false) {
    tell(Array("\(clearingLine ? "\r\u{1B}[K" : "")catseye: \(message)\n".utf8))
  }

  static func tell(_ bytes: [UInt8]) {
    var errors = DescriptorSink.standardError
    do throws(StreamError) { try errors.write(bytes) } catch {}
  }

  static func write(_ text: String) throws(Failure) { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws(Failure) {
    var output = DescriptorSink.standardOutput
    do throws(StreamError) {
      try output.write(bytes)
    } catch {
      throw Failure(error)
    }
  }
}
