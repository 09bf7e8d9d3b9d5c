import CAPI
import CAPIHeader
import Foundation
import Testing

/// catseye_segment and its companions, called as a C program calls them: what they return, and what they refuse.
@Suite struct CAPISegmentTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Golden/seed-tiny.ceye").path

  private static func started(
    pool: OpaquePointer? = nil, threads: Int32 = 1, scores: Int32 = 1
  ) throws -> OpaquePointer {
    var error = catseye_error()
    let model = try #require(catseye_open(path, &error), "\(message(error))")
    var setup = catseye_setup()
    setup.size = MemoryLayout<catseye_setup>.size
    (setup.pool, setup.threads, setup.scores) = (pool, pool == nil ? threads : 0, scores)
    #expect(catseye_start_with(model, &setup, &error) == CATSEYE_OK, "\(message(error))")
    return model
  }

  private static func message(_ error: catseye_error) -> String {
    withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func image(_ format: catseye_pixels, _ width: Int32, _ height: Int32) -> catseye_image {
    var image = catseye_image()
    image.size = MemoryLayout<catseye_image>.size
    (image.width, image.height, image.format) = (width, height, Int32(format.rawValue))
    return image
  }

  /// Every plane begins at the same bytes, which count up; the test changes fields.
  private static func segment(
    _ model: OpaquePointer?, _ image: catseye_image, nulls: Range<Int> = 0..<0,
    change: (inout catseye_image) -> Void = { _ in }
  ) -> (error: catseye_error, result: catseye_result) {
    var error = catseye_error()
    var result = catseye_result()
    result.size = MemoryLayout<catseye_result>.size
    let bytes = (0..<1 << 16).map { UInt8($0 * 7 & 255) }
    bytes.withUnsafeBytes {
      var image = image
      let planes = (0..<3).map { [start = $0.baseAddress] index in nulls.contains(index) ? nil : start }
      image.planes = (planes[0], planes[1], planes[2])
      change(&image)
      #expect(catseye_segment(model, &image, &result, &error) == error.status)
    }
    return (error, result)
  }

  private static func expect(
    _ error: catseye_error, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error.status == CATSEYE_BAD_ARGUMENT, sourceLocation: sourceLocation)
    #expect(message(error) == reason, sourceLocation: sourceLocation)
  }

  /// The sizes with which a program of version 1 was compiled.
  @Test func structsHaveTheirPublishedSizes() {
    #expect(MemoryLayout<catseye_setup>.size == 56 && MemoryLayout<catseye_image>.size == 112)
    #expect(MemoryLayout<catseye_result>.size == 96 && MemoryLayout<catseye_frame>.size == 32)
    #expect(MemoryLayout<catseye_options>.size == 40 && MemoryLayout<catseye_sizes>.size == 40)
    #expect(MemoryLayout<catseye_image>.offset(of: \.region) == 80)
    #expect(catseye_interface_version() == 1)
  }

  @Test func whatComesBack() throws {
    let model = try Self.started()
    defer { catseye_close(model) }
    var image = Self.image(CATSEYE_NV12, 41, 31)
    (image.tag, image.capture_time, image.fit) = (.max, .min, Int32(CATSEYE_FIT_LETTERBOX.rawValue))
    image.region = catseye_region(x: 7, y: 3, width: 20, height: 10)
    let (error, result) = Self.segment(model, image)
    #expect(error.status == CATSEYE_OK, "\(Self.message(error))")
    #expect(result.tag == .max && result.capture_time == .min && result.computing > 0 && result.preparing > 0)
    #expect(result.mask == catseye_mask(model) && result.scores != nil && catseye_logits(model) == nil)
    #expect(result.seen.x == 7 && result.seen.y == 3 && result.seen.width == 20 && result.seen.height == 10)
    #expect(result.shown.x == 0 && result.shown.y == 8 && result.shown.width == 32 && result.shown.height == 16)

    var plane = [UInt8](repeating: 77, count: 45 * 31)
    let capacity = 30 * 45 + 41
    for (kind, outside) in [(CATSEYE_PLANE_MASK, 255), (CATSEYE_PLANE_SCORES, 0)] as [(catseye_plane, UInt8)] {
      #expect(catseye_copy_plane(model, Int32(kind.rawValue), &plane, capacity, 45, nil) == CATSEYE_OK)
      let source = try #require(kind == CATSEYE_PLANE_MASK ? result.mask : result.scores)
      for y in 0..<31 {
        for x in 0..<41 {
          let isSeen = (7..<27).contains(x) && (3..<13).contains(y)
          let (column, row) = ((2 * (x - 7) + 1) * 32 / 40, 8 + (2 * (y - 3) + 1) * 16 / 20)
          #expect(plane[y * 45 + x] == (isSeen ? source[row * 32 + column] : outside), "\(x), \(y)")
        }
        #expect(plane[y * 45 + 41] == 77)
      }
    }
  }

  /// A region gives what a frame with the same pixels gives.
  @Test(arguments: [CATSEYE_NV12, CATSEYE_NV21, CATSEYE_I420, CATSEYE_YUYV, CATSEYE_UYVY, CATSEYE_BGR24, CATSEYE_GRAY8])
  func aRegionThatMoves(_ format: catseye_pixels) throws {
    let model = try Self.started()
    defer { catseye_close(model) }
    func digest(_ model: OpaquePointer?, x: Int32, y: Int32) -> [UInt8] {
      var image = Self.image(format, 64, 48)
      image.region = catseye_region(x: x, y: y, width: 21, height: 17)
      let (error, result) = Self.segment(model, image)
      #expect(error.status == CATSEYE_OK, "\(Self.message(error))")
      return (0..<1024).map { result.mask[$0] } + (0..<1024).map { result.scores[$0] }
    }
    for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1), (43, 31), (42, 30)] as [(Int32, Int32)] {
      let fresh = try Self.started()
      defer { catseye_close(fresh) }
      #expect(digest(model, x: x, y: y) == digest(fresh, x: x, y: y), "\(x), \(y)")
    }
  }

  @Test func imagesThatAreRefused() throws {
    let model = try Self.started(scores: 0)
    defer { catseye_close(model) }
    let good = Self.image(CATSEYE_NV12, 6, 5)
    #expect(Self.segment(model, good).error.status == CATSEYE_OK)
    let most = Int32.max
    for (width, height) in [(0, 5), (5, 0), (-1, 5), (5, most), (most, most), (16385, 1)] as [(Int32, Int32)] {
      let refused = Self.segment(model, Self.image(CATSEYE_NV12, width, height))
      Self.expect(refused.error, "the frame is \(width)x\(height); sides are 1 to 16384")
      #expect(refused.result.mask == nil && refused.result.size == 96)
    }
    for format in [5, 9, 15, -1, most] as [Int32] {
      Self.expect(Self.segment(model, good) { $0.format = format }.error, "pixel format \(format) is unknown")
    }
    for index in 0..<2 {
      Self.expect(Self.segment(model, good, nulls: index..<index + 1).error, "planes[\(index)] is NULL")
    }
    Self.expect(Self.segment(model, Self.image(CATSEYE_I420, 6, 5), nulls: 2..<3).error, "planes[2] is NULL")
    #expect(Self.segment(model, Self.image(CATSEYE_YUYV, 6, 5), nulls: 1..<3).error.status == CATSEYE_OK)
    for (stride, said) in [(5, "5"), (Int(most) + 1, "2147483648"), (-1, "-1"), (Int.max, "\(Int.max)")] {
      Self.expect(Self.segment(model, good) { $0.strides.0 = stride }.error, "a stride of \(said) bytes for rows of 6")
      Self.expect(Self.segment(model, good) { $0.strides.1 = stride }.error, "a stride of \(said) bytes for rows of 6")
    }
    #expect(Self.segment(model, good) { $0.strides.2 = 1 }.error.status == CATSEYE_OK)
    Self.expect(Self.segment(model, good) { $0.range = 3 }.error, "range 3 is unknown")
    Self.expect(Self.segment(model, good) { $0.matrix = -1 }.error, "matrix -1 is unknown")
    Self.expect(Self.segment(model, good) { $0.fit = most }.error, "fit \(most) is unknown")
    for (x, y, width, height) in [
      (0, 0, 7, 5), (0, 0, 0, 5), (1, 0, 6, 5), (-1, 0, 3, 3), (6, 0, 1, 1), (0, 5, 1, 1), (2, 2, most, most),
      (most, 0, most, 1),
      (0, 0, -3, 2), (.min, .min, .min, .min),
    ] as [(Int32, Int32, Int32, Int32)] {
      let region = catseye_region(x: x, y: y, width: width, height: height)
      Self.expect(
        Self.segment(model, good) { $0.region = region }.error,
        "the region \(width)x\(height)+\(x)+\(y) is not within the frame of 6x5")
    }
    Self.expect(Self.segment(nil, good).error, "model or image is NULL")
    var error = catseye_error()
    #expect(catseye_segment(model, nil, nil, &error) == CATSEYE_BAD_ARGUMENT)
    // works after all these errors, and without a result
    #expect(Self.segment(model, good).error.status == CATSEYE_OK)
    var byte: UInt8 = 0
    #expect(catseye_copy_plane(model, 1, &byte, 1, 0, &error) == CATSEYE_BAD_ARGUMENT)
    Self.expect(error, "scores were not asked for at the start")
  }

  @Test func planesThatAreRefused() throws {
    let model = try Self.started()
    defer { catseye_close(model) }
    var error = catseye_error()
    var out = [UInt8](repeating: 0, count: 100)
    func copy(_ plane: Int32, _ capacity: Int, _ stride: Int) -> catseye_error {
      #expect(catseye_copy_plane(model, plane, &out, capacity, stride, &error) == error.status)
      return error
    }
    Self.expect(copy(0, 100, 0), "no frame has been computed")
    #expect(Self.segment(model, Self.image(CATSEYE_RGB24, 6, 5)).error.status == CATSEYE_OK)
    Self.expect(copy(2, 100, 0), "plane 2 is unknown")
    Self.expect(copy(0, 29, 0), "29 bytes for a plane of 30")
    Self.expect(copy(0, 100, 5), "a stride of 5 bytes for rows of 6")
    Self.expect(copy(0, 100, .max), "a stride of \(Int.max) bytes for rows of 6")
    Self.expect(copy(0, 37, 8), "37 bytes for a plane of 38")
    #expect(copy(0, 38, 8).status == CATSEYE_OK && copy(1, 30, 0).status == CATSEYE_OK)
    #expect(catseye_copy_plane(model, 0, nil, 100, 0, &error) == CATSEYE_BAD_ARGUMENT)
  }

  /// A struct as in an older or a newer header.
  @Test func structsThatGrow() throws {
    let model = try Self.started()
    defer { catseye_close(model) }
    let good = Self.image(CATSEYE_GRAY8, 6, 5)
    let (before, here) = (111, 112)
    for size in [0, before, 4097, Int.max, -1, Int(Int32.max)] {
      Self.expect(
        Self.segment(model, good) { $0.size = size }.error,
        "image.size is \(size); set it to sizeof(catseye_image), here \(here)")
    }
    let pixels = [UInt8](repeating: 9, count: 30)
    pixels.withUnsafeBytes { pixels in
      for (last, status) in [(0, CATSEYE_OK), (1, CATSEYE_BAD_ARGUMENT)] as [(UInt8, catseye_status)] {
        var newer = [UInt64](repeating: 0, count: 20)
        newer.withUnsafeMutableBytes { bytes in
          guard let start = bytes.baseAddress else { return }
          let image = start.bindMemory(to: catseye_image.self, capacity: 1)
          image.pointee = good
          (image.pointee.size, image.pointee.planes.0) = (160, pixels.baseAddress)
          bytes[159] = last
          var error = catseye_error()
          var result = [UInt64](repeating: .max, count: 16)
          result[0] = 128
          result.withUnsafeMutableBytes {
            let result = $0.baseAddress?.bindMemory(to: catseye_result.self, capacity: 1)
            #expect(catseye_segment(model, image, result, &error) == status, "\(Self.message(error))")
          }
          #expect(result[0] == 128 && result[12...].allSatisfy { $0 == 0 })
        }
      }
    }
  }

  /// Two models on one pool, from two threads, give the bytes that each gives alone. The pool may be destroyed first.
  @Test func modelsThatShareThreads() async throws {
    var error = catseye_error()
    #expect(catseye_pool_create(65, &error) == nil && error.status == CATSEYE_BAD_ARGUMENT)
    let pool = try #require(catseye_pool_create(2, &error))
    let models = try (0..<3).map { _ in try Self.started(pool: pool) }
    defer { for model in models { catseye_close(model) } }
    catseye_pool_destroy(pool)
    catseye_pool_destroy(nil)
    let sizes = [(40, 30), (33, 21), (64, 48)] as [(Int32, Int32)]
    let expected = try sizes.map { width, height in
      let alone = try Self.started()
      defer { catseye_close(alone) }
      return Self.segment(alone, Self.image(CATSEYE_NV21, width, height)).result.mask.map { mask in
        (0..<1024).map { mask[$0] }
      }
    }
    await withTaskGroup(of: Bool.self) { group in
      for index in models.indices {
        let handle = UInt(bitPattern: models[index])
        let (width, height) = sizes[index]
        let wanted = expected[index]
        group.addTask {
          (0..<20).allSatisfy { _ in
            let result = Self.segment(OpaquePointer(bitPattern: handle), Self.image(CATSEYE_NV21, width, height)).result
            return result.mask.map { mask in (0..<1024).map { mask[$0] } } == wanted
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
    var setup = catseye_setup()
    #expect(catseye_start_with(models[0], &setup, &error) == CATSEYE_BAD_ARGUMENT)
    Self.expect(error, "setup.size is 0; set it to sizeof(catseye_setup), here 56")
  }
}
