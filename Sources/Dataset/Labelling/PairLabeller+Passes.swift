import Foundation

extension PairLabeller {
  /// The files of the directory that may be pairs, sorted.
  func pairNames() throws(DatasetError) -> [String] {
    let names = try FileAccess.list(pairs, extensions: ["jpg", "jpeg"])
    guard !names.isEmpty else { throw DatasetError(.notThere, "\(pairs): no pairs (.jpg) in this directory") }
    var stems: Set<String> = []
    return names.filter { name in
      let isNew = stems.insert((name as NSString).deletingPathExtension).inserted
      if !isNew { warn("\(pairs)/\(name): left out, another file has this name with another extension") }
      return isNew
    }
  }

  /// Two passes: finds the colours of all masks, then counts their pixels to order them by share, because interiors alone
  /// would put thin things such as poles last. Drops the names of pairs that cannot be decoded.
  func cluster(_ names: inout [String], _ count: Int, _ seed: UInt64) throws(DatasetError) -> MaskColours {
    var histogram = ColourHistogram()
    names = try forEachPair(names) { _, _, mask in
      var one = ColourHistogram()
      one.add(mask)
      return one
    } collect: {
      histogram.add($0)
    }
    try requireSome(names)
    let found: MaskColours
    do {
      found = try MaskColours(clustering: histogram, k: count, seed: seed)
    } catch {
      throw error.inFile(pairs)
    }
    var counts = [Int](repeating: 0, count: 256)
    names = try forEachPair(names) { _, _, mask in
      found.label(mask).counts
    } collect: { piece in
      for (index, pixels) in piece.enumerated() { counts[index] += pixels }
    }
    try requireSome(names)
    return try found.ordered(by: counts)
  }

  func requireSome(_ good: [String]) throws(DatasetError) {
    guard !good.isEmpty else { throw DatasetError(.badData, "\(pairs): none of the pairs could be decoded") }
  }

  /// Decodes and splits every pair on all cores, and hands what `body` makes of it to `collect`, in order.
  ///
  /// - Returns: the names of the pairs that could be decoded; there is a warning for each of the others.
  func forEachPair<Piece: Sendable>(
    _ names: [String],
    _ body: @Sendable (_ name: String, _ photo: RGBImage, _ mask: RGBImage) throws(DatasetError) -> Piece,
    collect: (Piece) -> Void
  ) throws(DatasetError) -> [String] {
    var good: [String] = []
    let directory = pairs
    let batch = 32
    for first in stride(from: 0, to: names.count, by: batch) {
      let part = Array(names[first..<min(names.count, first + batch)])
      let results = Parallel.map(part.count) { index in
        Result { () throws(DatasetError) -> Piece in
          let (photo, mask) = try JPEG.decode(FileAccess.read("\(directory)/\(part[index])")).halves()
          return try body(part[index], photo, mask)
        }
      }
      for (name, result) in zip(part, results) {
        switch result {
        case .success(let piece):
          good.append(name)
          collect(piece)
        case .failure(let error) where error.kind == .badData:
          warn("\(directory)/\(name): left out, \(error)")
        case .failure(let error):
          throw error
        }
      }
      progress(first + part.count, names.count)
    }
    return good
  }
}
