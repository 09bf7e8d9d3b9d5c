import ByteStrings
import CSystem
import Engine
import Model
import Streaming
import Vision

/// Why the program ends early: one line without the program's name, and the exit status.
struct Failure: Error, Equatable {
  var status: ExitStatus
  /// Empty where there is nothing to print.
  var message: String

  static func usage(_ message: String) -> Failure { Failure(status: .usage, message: message) }
}

extension Failure {
  /// The failure for a model that was refused.
  init(_ error: ModelError, path: String) {
    guard case .cannotOpen(let errno) = error else {
      let remedy =
        path.ends(with: ".onnx")
        ? "catseye-convert quantize makes one of a network" : "convert or copy it again"
      self.init(status: .badData, message: "model \(path) \(error.message); \(remedy)")
      return
    }
    let isMissing = catseye_is_missing_file(errno) != 0
    self.init(
      status: isMissing ? .noInput : .inputOutput,
      message: "model \(path) cannot be opened: \(Failure.text(errno)); give --model the path of a .ceye file")
  }

  init(_ error: EngineError) {
    switch error {
    case .outOfMemory: self.init(status: .inputOutput, message: error.message + "; use a smaller model or free memory")
    case .cannotStartThreads, .unusableArena: self.init(status: .inputOutput, message: error.message)
    }
  }

  static let repeatsWhatIsDropped =
    "--on-corrupt repeat keeps outputs paired with frames, where others are dropped it cannot"

  init(_ error: StreamError) {
    switch error {
    case .readFailed(let errno) where catseye_is_bad_descriptor(errno) != 0:
      self.init(status: .inputOutput, message: "standard input is closed; give it a file or a pipe")
    case .writeFailed(let errno) where catseye_is_bad_descriptor(errno) != 0:
      self.init(status: .inputOutput, message: "standard output is closed; give it a file or a pipe")
    case .contradictoryOptions: self = .usage(Failure.repeatsWhatIsDropped)
    case .readFailed(let errno):
      self.init(
        status: .inputOutput, message: "standard input cannot be read: \(Failure.text(errno)); check its source")
    case .writeFailed(let errno):
      self.init(status: .inputOutput, message: "output cannot be written: \(Failure.text(errno)); check disk and path")
    case .cannotWrite(let path, let errno):
      self.init(status: .inputOutput, message: "\(path) cannot be written: \(Failure.text(errno)); is the disk full?")
    case .cannotCreate(let path, let errno):
      self.init(status: .inputOutput, message: "\(path) cannot be created: \(Failure.text(errno)); name another place")
    case .outputClosed: self.init(status: .done, message: "")
    case .outOfMemory(let bytes):
      self.init(
        status: .inputOutput, message: "cannot get \(bytes) bytes of memory; use smaller frames or a smaller model")
    case .partialFrame(let bytes, let whole, let stream):
      self.init(
        status: .badData,
        message: "standard input ends \(bytes) bytes into a frame of \(whole); is it \(stream)? "
          + "check --input and --size; the frames before it are done")
    case .badHeader(let reason):
      self.init(status: .badData, message: "standard input is no Y4M stream that can be used: \(reason)")
    case .cannotOpen(let path):
      self.init(status: .noInput, message: "\(path) is not there; name JPEGs, or folders of them")
    case .noPictures(let folder):
      self.init(
        status: .noInput,
        message: "\(folder) holds no file whose name ends in .jpg or .jpeg; ffmpeg -i PICTURE out.jpg makes one")
    case .foreign(let format):
      self.init(status: .badData, message: "standard input is \(format.name), which is not read here; \(format.remedy)")
    case .regionOutside(let region, let frame):
      self.init(
        status: .badData,
        message:
          "--roi \(region.text) is not within a frame of \(frame.width)x\(frame.height); the frames before it are done")
    case .sizeChanged(let old, let new):
      self.init(
        status: .badData,
        message: "frames change from \(old.width)x\(old.height) to \(new.width)x\(new.height), which Y4M cannot; use "
          + "--output-format mjpeg or gray8, or --output-size model; the frames before it are done")
    case .deadlineMissed(let frame, let latency, let limit):
      self.init(
        status: .gateMissed,
        message: "frame \(frame) took \(latency / 1_000_000) ms, more than the \(limit / 1_000_000) of --deadline-ms; "
          + "use a smaller model or more threads")
    case .cannotStartThread:
      self.init(status: .inputOutput, message: "a thread cannot be started; free memory or raise the limit on threads")
    case .cannotEncode(let reason):
      self.init(status: .badData, message: "overlay cannot be encoded: \(reason); use --output mask")
    }
  }

  static func text(_ errno: Int32) -> String { unsafe String(cString: catseye_error_text(errno)) }
}
