import Streaming

/// What the program prints: results on standard output, remarks on standard error.
enum Console {
  /// Prints one line on standard error, which begins with the program's name. A closed standard error does not stop the program.
  ///
  /// - Parameter clearingLine: whether to clear the terminal's line first, because it shows figures.
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
