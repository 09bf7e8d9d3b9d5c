import ArgumentParser
import Dataset
import Engine
import Foundation
import Model
import NetworkGraph
import Vision

/// The exit statuses of sysexits.h that the programs use.
enum ExitStatus {
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let inputOutput = ExitCode(74)

  /// Runs a command's body; an error becomes one line on stderr and its exit status.
  /// - Parameter listsAll: whether further errors get a line each.
  static func reporting(listsAll: Bool = false, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let status as ExitCode {
      throw status
    } catch {
      let (message, status) = explain(error)
      let further = further(error)
      let more = further.isEmpty || listsAll ? "" : " (and \(further.count) more; 'catseye-convert inspect' lists them)"
      complain(message + more)
      if listsAll { for line in further { complain(line) } }
      throw status
    }
  }

  private static func further(_ error: any Error) -> [String] {
    switch error {
    case let error as ConversionError: error.further
    case let error as LocatedError: further(error.error)
    default: []
    }
  }

  private static func explain(_ error: any Error) -> (String, ExitCode) {
    switch error {
    case let error as DatasetError: (error.description, of(error))
    case let error as ConversionError: (error.message, of(error))
    case let error as LocatedError: ("\(error.path): \(explain(error.error).0)", explain(error.error).1)
    case let error as ModelError: (error.message, error.isMissingFile ? noInput : badData)
    case let error as EngineError: (error.message, inputOutput)
    case let error as VisionError: (error.message, inputOutput)
    default: ("\(error)", inputOutput)
    }
  }

  private static func of(_ error: DatasetError) -> ExitCode {
    switch error.kind {
    case .usage: usage
    case .badData: badData
    case .notThere: noInput
    case .inputOutput: inputOutput
    }
  }

  private static func of(_ error: ConversionError) -> ExitCode {
    switch error.kind {
    case .badData: badData
    case .noInput: noInput
    case .readOrWriteFailed: inputOutput
    }
  }

  /// Prints one line on stderr that begins with the program's name, even if names of files and layers in it have line breaks.
  static func complain(_ message: String) {
    StandardError.write("catseye-convert: \(message.singleLine)\n")
  }
}

/// An error and the file that it concerns.
struct LocatedError: Error {
  var path: String
  var error: any Error

  /// Runs `body`; its errors then name the file.
  static func about<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw LocatedError(path: path, error: error)
    }
  }
}

extension ModelError {
  fileprivate var isMissingFile: Bool { self == .cannotOpen(errno: ENOENT) }
}
