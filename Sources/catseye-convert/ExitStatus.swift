import ArgumentParser
import Dataset
import Foundation

/// The exit statuses of sysexits.h that the programs keep to.
enum ExitStatus {
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let inputOutput = ExitCode(74)

  static func of(_ error: DatasetError) -> ExitCode {
    switch error.kind {
    case .usage: usage
    case .badData: badData
    case .notThere: noInput
    case .inputOutput: inputOutput
    }
  }

  /// Runs a command's body; an error becomes one line on stderr and the exit status that belongs to it.
  static func reporting(_ body: () throws(DatasetError) -> Void) throws {
    do {
      try body()
    } catch {
      complain(error.description)
      throw of(error)
    }
  }

  /// One line on stderr, with the program's name in front.
  static func complain(_ message: String) {
    FileHandle.standardError.write(Data("catseye-convert: \(message)\n".utf8))
  }
}
