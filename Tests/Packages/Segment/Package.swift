// swift-tools-version: 6.2
import PackageDescription

// A package outside of this one that segments pictures with catseye; tools/tests/test_swift_library.py builds it.
let package = Package(
  name: "segment",
  dependencies: [.package(name: "catseye", path: "../../..")],
  targets: [.executableTarget(name: "segment", dependencies: [.product(name: "Catseye", package: "catseye")])]
)
