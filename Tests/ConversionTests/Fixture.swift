import Foundation
import Testing

@testable import NetworkGraph
@testable import ONNXImport

/// A network made by PyTorch or the onnx package, with one frame and ONNX Runtime's result for it.
struct Fixture: CustomTestStringConvertible {
  let name: String
  /// The folder; nil: the tests' own.
  var folder: URL?

  static let plain = [
    "ops_conv3x3", "ops_conv_asymmetric", "ops_conv_stride2", "ops_maxpool3x3", "ops_convtranspose2x2",
    "ops_convtranspose3x3", "ops_upsampled_conv", "ops_batchnorm_after_pool", "ops_concat3", "ops_identity",
    "activated_relu_torchscript", "seed_tiny_torchscript", "seed_tiny_dynamo",
  ].map { Fixture(name: $0) }

  var testDescription: String { name }

  func bytes(_ ending: String) throws -> Data {
    if let folder { return try Data(contentsOf: folder.appendingPathComponent(name + "." + ending)) }
    let url = Bundle.module.url(forResource: name, withExtension: ending, subdirectory: "Fixtures")
    guard let url else { throw CocoaError(.fileNoSuchFile) }
    return try Data(contentsOf: url)
  }

  func graph() throws -> Graph { try ONNXReader.read(bytes: bytes("onnx")) }
  func input() throws -> [Float] { try floats("input.bin") }
  func output() throws -> [Float] { try floats("output.bin") }

  /// The class indices of a file that ends in an arg-max.
  func classes() throws -> [Int] {
    try bytes("output.bin").withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map { Int(bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self)) }
    }
  }

  private func floats(_ ending: String) throws -> [Float] {
    try bytes(ending).withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
    }
  }
}

/// max |a - b| / max |b|; infinite if the counts differ or a number is not finite.
func distance(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count, a.allSatisfy(\.isFinite), let largest = b.map(abs).max(), largest > 0 else {
    return .infinity
  }
  return (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / largest
}

extension Graph {
  /// How often an operation occurs, by its title.
  func count(of title: String) -> Int { nodes.filter { $0.operation.title == title }.count }
}
