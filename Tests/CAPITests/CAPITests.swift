import CAPI
import CAPIHeader
import Foundation
import Kernels
import Testing

/// The functions of the C interface, called as a C program calls them: what they refuse, and that they leave nothing behind.
@Suite struct CAPITests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Golden/seed-tiny.ceye").path
  private static let side = 32

  private static func opened(_ path: String = path) throws -> OpaquePointer {
    var error = catseye_error()
    return try #require(catseye_open(path, &error), "\(message(error))")
  }

  private static func message(_ error: catseye_error) -> String {
    withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// A frame of this size and format whose bytes count up.
  private static func run(
    _ model: OpaquePointer?, _ width: Int32, _ height: Int32, _ format: catseye_pixels = CATSEYE_RGB24, stride: Int = 0
  ) -> catseye_error {
    var error = catseye_error()
    let bytes = (0..<1 << 16).map { UInt8($0 * 7 & 255) }
    bytes.withUnsafeBytes {
      var frame = catseye_frame(
        pixels: $0.baseAddress, width: width, height: height, stride: stride, format: format)
      #expect(catseye_run(model, &frame, &error) == error.status)
    }
    return error
  }

  private static func start(_ model: OpaquePointer?, _ change: (inout catseye_options) -> Void) -> catseye_error {
    var error = catseye_error()
    var options = catseye_options()
    change(&options)
    #expect(catseye_start(model, &options, &error) == error.status)
    return error
  }

  @Test func aFrameIsComputed() throws {
    let model = try Self.opened()
    defer { catseye_close(model) }
    let sizes = catseye_get_sizes(model)
    #expect(sizes.input_width == 32 && sizes.mask_height == 32 && sizes.classes == 5 && sizes.steps == 21)
    #expect(catseye_mask(model) == nil && catseye_logits(model) == nil)
    #expect(Self.start(model) { ($0.logits, $0.profile, $0.threads) = (1, 1, 2) }.status == CATSEYE_OK)
    #expect(Self.message(Self.start(model) { _ in }) == "the model has started already")
    for format in [CATSEYE_RGB24, CATSEYE_BGR24, CATSEYE_RGBA32, CATSEYE_BGRA32, CATSEYE_GRAY8] {
      #expect(Self.run(model, 40, 30, format).status == CATSEYE_OK)
      #expect(Self.run(model, 40, 30, format, stride: 161).status == CATSEYE_OK)
    }
    let mask = try #require(catseye_mask(model))
    let logits = try #require(catseye_logits(model))
    let plane = Self.side * Self.side
    for pixel in 0..<plane {
      let best = (0..<5).max { logits[$0 * plane + pixel] < logits[$1 * plane + pixel] }
      #expect(logits[Int(mask[pixel]) * plane + pixel] == logits[(best ?? 0) * plane + pixel])
    }
    var copy = [UInt8](repeating: 99, count: 70 * 64)
    #expect(catseye_copy_mask(model, &copy, 64, 64, 70, nil) == CATSEYE_OK)
    for y in 0..<64 {
      for x in 0..<64 { #expect(copy[y * 70 + x] == mask[y / 2 * Self.side + x / 2]) }
      #expect(copy[y * 70 + 64] == 99)
    }
    var step = catseye_step()
    #expect(catseye_get_step(model, 0, &step) == CATSEYE_OK && step.nanoseconds > 0 && step.gmac > 0)
  }

  @Test func whatItSaysOfTheModel() throws {
    let model = try Self.opened()
    defer { catseye_close(model) }
    var item = catseye_class()
    #expect(catseye_get_class(model, 2, &item) == CATSEYE_OK && item.red == 128 && item.green == 64)
    #expect(withUnsafeBytes(of: item.name) { $0.starts(with: Array("road\0".utf8)) })
    #expect(catseye_get_class(model, 5, &item) == CATSEYE_BAD_ARGUMENT)
    #expect(catseye_get_class(model, -1, &item) == CATSEYE_BAD_ARGUMENT)
    var step = catseye_step()
    #expect(catseye_get_step(model, 21, &step) == CATSEYE_BAD_ARGUMENT)
    #expect(catseye_get_step(model, 0, nil) == CATSEYE_BAD_ARGUMENT)
    #expect(catseye_get_step(model, 0, &step) == CATSEYE_OK && step.kernel.0 == 0)
    #expect(catseye_get_sizes(nil).classes == 0)
    #expect(catseye_is_multilabel(nil) == 0 && catseye_is_multilabel(model) == 0)
    #expect(catseye_version().map { String(cString: $0) }?.isEmpty == false)
  }

  @Test func filesThatAreRefused() throws {
    var error = catseye_error()
    #expect(catseye_open("/nonexistent.ceye", &error) == nil && error.status == CATSEYE_NO_FILE)
    #expect(Self.message(error) == "model /nonexistent.ceye cannot be opened: No such file or directory")
    #expect(catseye_open(nil, &error) == nil && error.status == CATSEYE_BAD_ARGUMENT)
    #expect(catseye_open_memory(nil, 3, &error) == nil && error.status == CATSEYE_BAD_ARGUMENT)
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.path)))
    try file.withUnsafeBytes { bytes in
      let start = try #require(bytes.baseAddress)
      #expect(catseye_open_memory(start + 1, 100, &error) == nil && error.status == CATSEYE_BAD_ARGUMENT)
      #expect(Self.message(error) == "bytes are not aligned to 4")
      #expect(catseye_open_memory(start, bytes.count - 4, &error) == nil && error.status == CATSEYE_BAD_MODEL)
      #expect(Self.message(error) == "the model in memory is cut short: \(bytes.count - 4) bytes of \(bytes.count)")
      let model = catseye_open_memory(start, bytes.count, &error)
      #expect(model != nil && error.status == CATSEYE_OK)
      catseye_close(model)
    }
    catseye_close(nil)
  }

  /// A refusal is right if it names its own reason.
  private static func expect(
    _ error: catseye_error, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error.status == CATSEYE_BAD_ARGUMENT, sourceLocation: sourceLocation)
    #expect(message(error) == reason, sourceLocation: sourceLocation)
  }

  private static func copy(_ model: OpaquePointer?, _ width: Int32, _ height: Int32, stride: Int = 0) -> catseye_error {
    var error = catseye_error()
    var out = [UInt8](repeating: 0, count: 1 << 16)
    #expect(catseye_copy_mask(model, &out, width, height, stride, &error) == error.status)
    return error
  }

  @Test func startsThatAreRefused() throws {
    let model = try Self.opened()
    defer { catseye_close(model) }
    Self.expect(Self.start(nil) { _ in }, "model is NULL")
    Self.expect(Self.start(model) { $0.threads = -1 }, "threads is -1, not 0 to 64")
    Self.expect(Self.start(model) { $0.threads = 65 }, "threads is 65, not 0 to 64")
    "sse9".withCString { name in Self.expect(Self.start(model) { $0.isa = name }, "unknown instruction set 'sse9'") }
    let other = InstructionSet.allCases.first { !$0.isAvailable }
    try #require(other).text.withCString { name in
      let reason = "this machine lacks \(String(cString: name)); the best here is \(InstructionSet.best.text)"
      Self.expect(Self.start(model) { $0.isa = name }, reason)
    }
    let size = catseye_get_sizes(model).arena_bytes
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size + 64, alignment: 64)
    defer { memory.deallocate() }
    Self.expect(
      Self.start(model) { ($0.arena, $0.arena_bytes) = (memory, size - 1) },
      "the arena has \(size - 1) bytes of \(size)")
    Self.expect(
      Self.start(model) { ($0.arena, $0.arena_bytes) = (memory + 4, size) }, "the arena is not aligned to 64")
    Self.expect(Self.run(model, 5, 5), "the model has not started")
    Self.expect(Self.copy(model, 5, 5), "the model has not started")
    // works after all these errors
    #expect(Self.start(model) { ($0.arena, $0.arena_bytes) = (memory, size) }.status == CATSEYE_OK)
    #expect(Self.run(model, 5, 5).status == CATSEYE_OK)
  }

  /// 255 classes at 2112x2112: the start fails before it takes memory, and a start without logits succeeds.
  @Test func logitsOfManyGigabytesAreRefused() throws {
    let folder = URL(fileURLWithPath: Self.path).deletingLastPathComponent()
    let model = try Self.opened(folder.appendingPathComponent("many-logits.ceye").path)
    defer { catseye_close(model) }
    let error = Self.start(model) { ($0.logits, $0.threads) = (1, 1) }
    #expect(error.status == CATSEYE_NO_RESOURCES)
    #expect(Self.message(error) == "cannot get 4549754880 bytes of memory")
    #expect(catseye_mask(model) == nil && catseye_logits(model) == nil)
    #expect(Self.start(model) { $0.threads = 1 }.status == CATSEYE_OK)
    #expect(Self.run(model, 5, 5).status == CATSEYE_OK && catseye_mask(model)?.pointee == 0)
  }

  @Test func framesThatAreRefused() throws {
    let model = try Self.opened()
    defer { catseye_close(model) }
    #expect(Self.start(model) { $0.threads = 1 }.status == CATSEYE_OK)
    for (width, height) in [(0, 5), (5, 16385), (-1, 5)] as [(Int32, Int32)] {
      Self.expect(Self.run(model, width, height), "the frame is \(width)x\(height); sides are 1 to 16384")
      Self.expect(Self.copy(model, width, height), "the mask is \(width)x\(height); sides are 1 to 16384")
    }
    Self.expect(Self.run(model, 5, 5, stride: 14), "a stride of 14 bytes for rows of 15")
    Self.expect(Self.run(model, 5, 5, catseye_pixels(rawValue: 9)), "pixel format 9 is unknown")
    Self.expect(Self.run(nil, 5, 5), "model or frame is NULL")
    Self.expect(Self.copy(model, 5, 5, stride: 4), "a stride of 4 bytes for rows of 5")
    var none = catseye_frame()
    var error = catseye_error()
    (none.width, none.height) = (5, 5)
    #expect(catseye_run(model, &none, &error) == CATSEYE_BAD_ARGUMENT)
    Self.expect(error, "pixels is NULL")
  }
}
