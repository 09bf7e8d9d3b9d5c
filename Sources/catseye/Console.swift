import Streaming

/// The program's own words: results on standard output, remarks on standard error.
enum Console {
  /// One line on standard error, beginning with the program's name; a standard error that is gone is no reason to stop.
  static func tell(_ message: String) { tell(Array("catseye: \(message)\n".utf8)) }

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
