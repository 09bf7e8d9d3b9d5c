/// Calls of the C interface in any order, with values inside and outside the header's limits, on a model that may be damaged.
///
/// The first 48 bytes are calls and their arguments; the rest is the model file.
extension FuzzTarget {
  private static let calls = 48

  static let cInterface = FuzzTarget(name: "c-interface") {
    let model = try SeedNetwork.models()[0]
    let tapes: [[UInt8]] = [
      [0, 0, 1, 1, 0, 0, 1, 8, 8, 0, 0, 2, 8, 8, 0, 3, 0, 4, 0, 5], [0, 2, 1, 1, 1, 3, 1, 20, 5, 2, 1, 2, 3, 50, 1],
      [1, 8, 8, 0, 0, 0, 5, 7, 7, 7, 7, 6, 0, 0, 0, 0, 1, 8, 8, 3, 0],
      [8, 0, 1, 1, 0, 0, 9, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 9, 0, 5, 5, 2, 1, 1, 2],
    ]
    return tapes.map { $0 + [UInt8](repeating: 5, count: calls - $0.count) + model }
  } run: { bytes in
    guard bytes.count > calls else { return }
    let file = ModelEnvelope.repaired(UnsafeRawBufferPointer(rebasing: bytes[calls...]))
    file.withUnsafeBytes { file in
      withGuardedCopy(of: file) { file in
        var caller = CInterfaceCaller(file, Tape(UnsafeRawBufferPointer(rebasing: bytes[..<calls])))
        caller.run()
      }
    }
  }
}
