import Foundation
import Testing

@testable import Dataset

struct SceneTests {
  private func generator(
    seed: UInt64 = 7, width: Int = 160, height: Int = 120, cut: Int? = 2, step: Double = 4
  ) throws -> SceneGenerator {
    try SceneGenerator(seed: seed, width: width, height: height, framesPerStreet: cut, step: step)
  }

  /// FNV-1a of 64 bits.
  private func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// It changes only when the pictures shall change, and is equal on every machine and in every build mode.
  @Test(
    arguments: [
      (0, 17_569_128_845_143_361_740, 5_958_646_057_485_849_382),
      (3, 2_481_155_375_800_120_560, 8_451_647_039_944_149_405),
    ] as [(Int, UInt64, UInt64)])
  func framesHaveTheirKnownDigests(index: Int, photo: UInt64, mask: UInt64) throws {
    let frame = try generator().frame(index)
    #expect(digest(frame.photo.pixels) == photo)
    #expect(digest(frame.mask.indices) == mask)
  }

  @Test func framesDependOnTheSeedAndTheNumber() throws {
    let first = try generator().frame(0).mask
    #expect(try generator(seed: 8).frame(0).mask != first)
    #expect(try generator().frame(1).mask != first)
    #expect(try generator().frame(0).mask == first)
  }

  @Test func aDriveIsCoherentAndACutIsNot() throws {
    let drive = try generator(cut: nil, step: 0.3)
    let near = agreement(drive.frame(0).mask, drive.frame(1).mask)
    let streets = try generator(cut: 1)
    let far = agreement(streets.frame(0).mask, streets.frame(1).mask)
    #expect(near > 0.93)
    #expect(near > far)
  }

  @Test func everyClassAppears() throws {
    let streets = try generator(cut: 1)
    var seen: Set<UInt8> = []
    for index in 0..<8 { seen.formUnion(streets.frame(index).mask.indices) }
    #expect(seen == Set(StreetClass.allCases.map(\.rawValue)))
  }

  @Test(arguments: [(33, 47), (64, 32), (97, 65)])
  func oddSizesWork(width: Int, height: Int) throws {
    let frame = try generator(width: width, height: height).frame(0)
    #expect(frame.photo.width == width && frame.photo.height == height)
    #expect(frame.mask.width == width && frame.mask.height == height)
  }

  @Test func aVeryLongDriveGoesOn() throws {
    let frame = try generator(width: 32, height: 32, cut: nil, step: 100).frame(3_000_000)
    #expect(Set(frame.mask.indices).count > 1)
  }

  @Test func settingsOutOfRangeAreUsageErrors() {
    for make in [
      { try generator(width: 31) }, { try generator(height: 4097) }, { try generator(cut: 0) },
      { try generator(step: -1) }, { try generator(step: .nan) },
    ] {
      let error = #expect(throws: DatasetError.self) { try make() }
      #expect(error?.kind == .usage)
    }
  }

  @Test func formatsHaveTheirFiles() throws {
    try withTemporaryDirectory { directory in
      let generator = try generator(width: 48, height: 32)
      for format in SceneWriter.Format.allCases {
        let output = "\(directory)/\(format)"
        try SceneWriter(generator: generator, frames: 3, format: format).write(to: output)
        let files = try FileManager.default.subpathsOfDirectory(atPath: output).filter { $0.contains(".") }.sorted()
        let names = ["scene00000", "scene00001", "scene00002"]
        switch format {
        case .dataset:
          #expect(files == ["classes.json"] + names.map { "images/\($0).jpg" } + names.map { "labels/\($0).pgm" })
        case .pairs:
          #expect(files == ["palette.json"] + names.map { "\($0).jpg" })
        case .mjpeg:
          #expect(files == ["classes.json"] + names.map { "labels/\($0).pgm" } + ["stream.mjpeg"])
          let stream = try FileAccess.read(output + "/stream.mjpeg")
          let starts = stream.indices.dropLast(2).filter { Array(stream[$0..<$0 + 3]) == [0xFF, 0xD8, 0xFF] }
          #expect(starts.count == 3)
          #expect(try JPEG.decode(Array(stream[starts[1]..<starts[2]])).width == 48)
        }
      }
      let mask = try NetPBM.decodePGM(FileAccess.read("\(directory)/dataset/labels/scene00001.pgm"))
      #expect(mask == generator.frame(1).mask)
    }
  }
}
