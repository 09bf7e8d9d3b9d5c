// swift-tools-version: 6.2
import PackageDescription

// The folders are the architecture; dependencies point one way, down DEVELOPERS.md's list.
// Targets marked "board" also compile as Embedded Swift and depend on nothing but libc and libjpeg.

// tools/cross-build asks for small code but for kernels and pixels; unsafe flags, so never for who uses this package.
let small: [SwiftSetting] =
  Context.environment["CATSEYE_SMALL"] == nil ? [] : [.unsafeFlags(["-Osize"])]

// The gate's one build of the tests has sanitizers, and converts hundreds of networks: what computes is optimised there
// (tools/test sets the variable); unsafe flags again.
let computing: [SwiftSetting] =
  Context.environment["CATSEYE_OPTIMISED_TESTS"] == nil ? [] : [.unsafeFlags(["-O"])]

// Every unsafe use is marked, and one that is not is an error.
let strict: [SwiftSetting] = [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]

let package = Package(
  name: "catseye",
  products: [
    .executable(name: "catseye", targets: ["catseye"]),
    .executable(name: "catseye-convert", targets: ["catseye-convert"]),
    .executable(name: "checkkernels", targets: ["checkkernels"]),
    // libcatseye.a is made of this one by tools/cross-build
    .library(name: "catseye-c", type: .static, targets: ["CAPI"]),
    .library(name: "Catseye", targets: ["Catseye"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // Programs
    .executableTarget(
      name: "catseye",
      dependencies: [
        "Streaming", "SelfTest", "Engine", "Vision", "Model", "Kernels", "Board", "ByteStrings", "CProgram", "CSystem",
      ], swiftSettings: small + strict),
    .executableTarget(
      name: "catseye-convert",
      dependencies: [
        "Conversion", "Quantisation", "Calibration", "FloatReference", "Lowering", "GraphPasses", "ONNXImport",
        "NetworkGraph", "Accuracy", "LatencyReport", "Dataset", "Engine", "Vision", "Model", "CProgram",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "checkkernels",
      dependencies: ["KernelChecks", "Kernels", "CKernels", "Randomness", "CProgram", "CSystem"],
      swiftSettings: strict),

    // Host
    .target(
      name: "Accuracy",
      dependencies: [
        "Quantisation", "FloatReference", "Lowering", "NetworkGraph", "Dataset", "Engine", "Vision", "Model", "Kernels",
      ], swiftSettings: computing),
    .target(
      name: "Conversion",
      dependencies: [
        "Quantisation", "Calibration", "FloatReference", "Lowering", "NetworkGraph", "Engine", "Model",
      ], swiftSettings: computing),
    .target(
      name: "Quantisation",
      dependencies: ["Calibration", "FloatReference", "Lowering", "NetworkGraph", "Engine", "Model", "Randomness"],
      swiftSettings: computing),
    .target(
      name: "Calibration", dependencies: ["FloatReference", "Lowering", "NetworkGraph", "Randomness"],
      swiftSettings: computing),
    .target(
      name: "FloatReference", dependencies: ["Lowering", "NetworkGraph", "CFloat"], swiftSettings: computing),
    .target(name: "Lowering", dependencies: ["NetworkGraph", "Model"], swiftSettings: computing),
    .target(name: "GraphPasses", dependencies: ["NetworkGraph", "Model"], swiftSettings: computing),
    .target(
      name: "ONNXImport",
      dependencies: ["NetworkGraph", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx-subset.proto"], swiftSettings: computing),
    .target(name: "NetworkGraph", dependencies: ["Model"], swiftSettings: computing),
    .target(name: "LatencyReport"),
    .target(name: "Dataset", dependencies: ["Vision", "Randomness", "CJPEG", "CPNG"], swiftSettings: computing),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CFloat"),

    // Board
    .target(
      name: "CAPI",
      dependencies: ["CAPIHeader", "Catseye", "Engine", "Vision", "Model", "Kernels", "CKernels", "CSystem"],
      swiftSettings: strict),
    .target(
      name: "Catseye", dependencies: ["Engine", "Vision", "Model", "Kernels", "Board", "CSystem"],
      swiftSettings: small + strict),
    .target(name: "CAPIHeader", exclude: ["examples"]),
    .target(
      name: "SelfTest", dependencies: ["KernelChecks", "Vision", "Model", "Kernels", "CKernels", "Randomness"],
      swiftSettings: small + strict),
    .target(
      name: "Streaming", dependencies: ["Engine", "Vision", "Model", "ByteStrings", "CJPEG", "CProgram", "CSystem"],
      exclude: ["BROKEN_STREAMS.md"],
      swiftSettings: small + strict),
    .target(
      name: "Engine", dependencies: ["Model", "Kernels", "CKernels", "Randomness", "CSystem"],
      swiftSettings: small + strict),
    .target(name: "Vision", dependencies: ["Model", "ByteStrings", "CSystem"], swiftSettings: strict),
    .target(name: "Model", dependencies: ["CSystem"], swiftSettings: small + strict),
    .target(name: "KernelChecks", dependencies: ["Kernels", "CKernels", "Randomness"], swiftSettings: small + strict),
    .target(
      name: "Kernels", dependencies: ["CKernels"], exclude: ["NUMERICS.md"], swiftSettings: small + computing + strict,
      linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CKernels"),
    .target(name: "Board", dependencies: ["ByteStrings", "CSystem"], swiftSettings: small + strict),
    .target(name: "ByteStrings", swiftSettings: small + strict),
    .target(name: "Randomness", swiftSettings: computing + strict),
    // Programs alone: it replaces malloc. Nothing that CAPI or another library stands on may depend on it.
    .target(name: "CProgram", dependencies: ["CSystem"]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CSystem"),

    // Tests
    .target(name: "CPictures", path: "Tests/CPictures", linkerSettings: [.linkedLibrary("jpeg")]),
    .testTarget(
      name: "ConversionTests",
      dependencies: [
        "Conversion", "Quantisation", "Calibration", "FloatReference", "Lowering", "GraphPasses", "ONNXImport",
        "NetworkGraph", "Model", "Randomness",
      ], resources: [.copy("Fixtures")]),
    .testTarget(name: "KernelsTests", dependencies: ["KernelChecks", "Kernels", "Randomness", "CKernels"]),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Conversion", "Quantisation", "Calibration", "FloatReference", "Lowering", "NetworkGraph", "Engine", "Model",
        "Kernels", "CKernels", "Randomness",
      ]),
    .testTarget(name: "ModelTests", dependencies: ["Model"]),
    .testTarget(
      name: "AccuracyTests",
      dependencies: [
        "Accuracy", "Conversion", "Calibration", "FloatReference", "Lowering", "NetworkGraph", "Dataset", "Model",
        "Kernels", "Randomness",
      ]),
    .testTarget(name: "DatasetTests", dependencies: ["Dataset", "Vision", "Randomness", "CJPEG"]),
    .testTarget(name: "VisionTests", dependencies: ["Vision", "Model", "Randomness"]),
    .testTarget(
      name: "StreamingTests",
      dependencies: ["Streaming", "Engine", "Vision", "Model", "Randomness", "CPictures", "CProgram"]),
    .testTarget(name: "BoardTests", dependencies: ["Board"]),
    .testTarget(name: "ByteStringsTests", dependencies: ["ByteStrings"]),
    .testTarget(name: "CAPITests", dependencies: ["CAPI", "CAPIHeader", "Kernels"]),
    .testTarget(name: "SelfTestTests", dependencies: ["SelfTest", "Kernels", "CKernels"]),
    .testTarget(name: "LatencyReportTests", dependencies: ["LatencyReport"]),
    .testTarget(name: "CatseyeTests", dependencies: ["catseye", "Engine", "Vision", "Model", "Kernels", "Board"]),
  ]
)

// Only tools/fuzz builds it: libFuzzer brings the main function.
if Context.environment["CATSEYE_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "CAPI", "CAPIHeader", "Conversion", "Quantisation", "GraphPasses", "ONNXImport", "NetworkGraph", "Dataset",
        "Streaming", "Engine", "Vision", "Model", "Kernels", "Randomness", "CPictures", "CSystem",
      ],
      path: "Tests/Fuzzing", swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
