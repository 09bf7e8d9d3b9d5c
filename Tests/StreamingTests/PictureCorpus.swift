import CPictures
import Testing

/// A picture with every layout of sampling, tables and markers, by name.
struct CorpusPicture: CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]

  var testDescription: String { name }

  static func all() throws -> [CorpusPicture] { try layouts() + stripped() + broken() }

  private static func layouts() throws -> [CorpusPicture] {
    let samplings: [(Int32, Int32)] = [(1, 1), (2, 1), (2, 2), (1, 2), (4, 1), (1, 4), (4, 2)]
    var pictures: [CorpusPicture] = []
    for (index, sampling) in samplings.enumerated() {
      let name = "\(sampling.0)x\(sampling.1)"
      let seed = UInt32(index + 1)
      pictures += try [
        make("baseline \(name)") { $0.seed = seed }, make("progressive \(name)") { $0.progressive = 1 },
        make("restarts \(name)") { $0.restart_rows = 1 },
        make("own Huffman tables \(name)") { $0.own_huffman_tables = 1 },
        make("scans apart \(name)") { $0.separate_scans = 1 },
      ].map { try $0.sampled(sampling) }
    }
    return pictures + (try odd())
  }

  private static func odd() throws -> [CorpusPicture] {
    try [
      make("grey") { $0.colour = Int32(CATSEYE_PICTURE_GREY) },
      make("grey, progressive") { ($0.colour, $0.progressive) = (Int32(CATSEYE_PICTURE_GREY), 1) },
      make("grey, restarts") { ($0.colour, $0.restart_rows) = (Int32(CATSEYE_PICTURE_GREY), 1) },
      make("RGB with an Adobe mark") { $0.colour = Int32(CATSEYE_PICTURE_RGB) },
      make("RGB, progressive") { ($0.colour, $0.progressive) = (Int32(CATSEYE_PICTURE_RGB), 1) },
      make("CMYK") { $0.colour = Int32(CATSEYE_PICTURE_CMYK) },
      make("YCCK") { $0.colour = Int32(CATSEYE_PICTURE_YCCK) },
      make("without JFIF") { $0.no_jfif = 1 },
      make("arithmetic") { $0.arithmetic = 1 },
      make("arithmetic, progressive") { ($0.arithmetic, $0.progressive) = (1, 1) },
      make("arithmetic, restarts") { ($0.arithmetic, $0.restart_rows) = (1, 1) },
      make("tables 2 and 3") { $0.first_table = 2 },
      make("tables 3 and 0") { ($0.first_table, $0.quality) = (3, 20) },
      make("tables of 16 bits") { $0.quality = 1 },
      make("another size") { ($0.width, $0.height, $0.quality) = (97, 65, 30) },
      make("larger than the decoder at first") { ($0.width, $0.height, $0.progressive) = (656, 16, 1) },
      make("higher than the decoder at first") { ($0.width, $0.height) = (16, 496) },
    ].map { try $0.sampled((1, 1)) }
  }

  /// Pictures that leave out what others contain.
  private static func stripped() throws -> [CorpusPicture] {
    let baseline = try make("").sampled((2, 2)).bytes
    let progressive = try make("") { $0.progressive = 1 }.sampled((2, 2)).bytes
    let grey = try make("") { $0.colour = Int32(CATSEYE_PICTURE_GREY) }.sampled((1, 1)).bytes
    let apart = try make("") { $0.separate_scans = 1 }.sampled((2, 1)).bytes
    let restarts = try make("") { $0.restart_rows = 1 }.sampled((2, 1)).bytes
    return [
      CorpusPicture(name: "no Huffman tables", bytes: baseline.without(0xC4)),
      CorpusPicture(name: "no Huffman tables, progressive", bytes: progressive.without(0xC4)),
      CorpusPicture(name: "no Huffman tables, grey", bytes: grey.without(0xC4)),
      CorpusPicture(name: "no quantisation tables", bytes: baseline.without(0xDB)),
      CorpusPicture(name: "no quantisation tables, progressive", bytes: progressive.without(0xDB)),
      CorpusPicture(name: "no quantisation tables, grey", bytes: grey.without(0xDB)),
      CorpusPicture(name: "no quantisation tables, scans apart", bytes: apart.without(0xDB)),
      CorpusPicture(name: "one quantisation table of two", bytes: baseline.without(0xDB, after: 1)),
      CorpusPicture(name: "no tables at all", bytes: baseline.without(0xDB).without(0xC4)),
      CorpusPicture(name: "no restart interval", bytes: restarts.without(0xDD)),
      CorpusPicture(name: "tables alone", bytes: Array(baseline.without(0xC0).prefix { $0 != 0xDA }) + [0xFF, 0xD9]),
    ]
  }

  private static func broken() throws -> [CorpusPicture] {
    let baseline = try make("").sampled((2, 2)).bytes
    let progressive = try make("") { $0.progressive = 1 }.sampled((1, 1)).bytes
    let adobe = try make("") { $0.colour = Int32(CATSEYE_PICTURE_RGB) }.sampled((1, 1)).bytes
    return [
      CorpusPicture(name: "no end marker", bytes: Array(baseline.dropLast(2))),
      CorpusPicture(name: "no end marker, progressive", bytes: Array(progressive.dropLast(2))),
      CorpusPicture(name: "cut in the scan", bytes: Array(baseline.dropLast(90))),
      CorpusPicture(name: "cut in the scan, progressive", bytes: Array(progressive.dropLast(90))),
      CorpusPicture(name: "cut behind the Adobe mark", bytes: Array(adobe.prefix(60))),
      CorpusPicture(name: "noise in the scan", bytes: baseline.dropLast(100) + [UInt8](repeating: 0x7F, count: 40)),
    ]
  }
}

extension CorpusPicture {
  /// A picture whose sampling has not been chosen.
  private struct Draft {
    let name: String
    var picture: catseye_picture

    func sampled(_ sampling: (Int32, Int32)) throws -> CorpusPicture {
      var picture = picture
      (picture.horizontal, picture.vertical) = sampling
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = catseye_write_picture(&picture, &bytes, bytes.count)
      try #require(count > 0, "\(name)")
      return CorpusPicture(name: name, bytes: Array(bytes[..<count]))
    }
  }

  private static func make(_ name: String, _ change: (inout catseye_picture) -> Void = { _ in }) -> Draft {
    var picture = catseye_picture()
    (picture.width, picture.height, picture.quality, picture.seed) = (43, 29, 75, 3)
    picture.colour = Int32(CATSEYE_PICTURE_YCC)
    change(&picture)
    return Draft(name: name, picture: picture)
  }
}

extension [UInt8] {
  /// A JPEG without its segments with this marker, except the first `kept`.
  func without(_ marker: UInt8, after kept: Int = 0) -> [UInt8] {
    var result = Array(self[..<2])
    var at = 2
    var met = 0
    while self[at + 1] != 0xDA {
      let end = at + 2 + Int(self[at + 2]) << 8 + Int(self[at + 3])
      if self[at + 1] == marker { met += 1 }
      if self[at + 1] != marker || met <= kept { result += self[at..<end] }
      at = end
    }
    return result + self[at...]
  }
}
