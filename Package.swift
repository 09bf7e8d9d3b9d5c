// swift-tools-version: 6.2
import PackageDescription

// The folders are the architecture; dependencies point one way, down DEVELOPERS.md's list.
// Targets marked "board" also compile as Embedded Swift and depend on nothing but libc and libjpeg.
let package = Package(
  name: "catseye",
  products: [
    .executable(name: "catseye", targets: ["catseye"]),
    .executable(name: "catseye-convert", targets: ["catseye-convert"]),
    .executable(name: "checkkernels", targets: ["checkkernels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // Programs
    .executableTarget(name: "catseye", dependencies: ["Streaming", "Engine", "Vision", "Model", "Kernels", "CSystem"]),
    .executableTarget(
      name: "catseye-convert",
      dependencies: [
        "Conversion", "Accuracy", "Dataset", "Engine", "Vision", "Model", "Kernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "checkkernels", dependencies: ["KernelChecks", "Kernels", "Randomness", "CSystem"]),

    // Host
    .target(
      name: "Conversion",
      dependencies: [
        "Model", "Kernels", "Randomness", "CFloat", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["ONNX/onnx-subset.proto"]),
    .target(name: "Accuracy", dependencies: ["Dataset", "Engine", "Vision", "Model", "Kernels"]),
    .target(name: "Dataset", dependencies: ["Randomness", "CSystem"]),
    .target(name: "CFloat"),

    // Board
    .target(name: "Streaming", dependencies: ["Engine", "Vision", "Model", "CSystem"]),
    .target(name: "Engine", dependencies: ["Vision", "Model", "Kernels", "CKernels", "CSystem"]),
    .target(name: "Vision", dependencies: ["Model", "Kernels", "CSystem"]),
    .target(name: "Model", dependencies: ["Kernels", "CSystem"]),
    .target(name: "KernelChecks", dependencies: ["Kernels", "CKernels", "Randomness"]),
    .target(
      name: "Kernels", dependencies: ["CKernels"], exclude: ["NUMERICS.md"], linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CKernels"),
    .target(name: "Randomness"),
    .target(name: "CSystem", linkerSettings: [.linkedLibrary("jpeg")]),

    // Tests
    .testTarget(
      name: "ConversionTests", dependencies: ["Conversion", "Model", "Randomness"], resources: [.copy("Fixtures")]),
    .testTarget(name: "KernelsTests", dependencies: ["KernelChecks", "Kernels", "Randomness", "CKernels"]),
    .testTarget(name: "EngineTests", dependencies: ["Conversion", "Engine", "Model", "Kernels", "Randomness"]),
    .testTarget(name: "ModelTests", dependencies: ["Model"]),
    .testTarget(name: "DatasetTests", dependencies: ["Dataset", "Randomness", "CSystem"]),
    .testTarget(name: "VisionTests", dependencies: ["Vision", "Model"]),
    .testTarget(name: "StreamingTests", dependencies: ["Streaming", "Engine", "Vision", "Model"]),
    .testTarget(name: "CatseyeTests", dependencies: ["catseye"]),
  ]
)
