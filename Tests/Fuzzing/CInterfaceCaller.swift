import CAPI
import CAPIHeader
import Model

/// Makes the calls that a tape describes, in memory that ends where the header says it may end.
struct CInterfaceCaller {
  private let file: UnsafeRawBufferPointer
  private var tape: Tape
  private var model: OpaquePointer?
  private var error = catseye_error()

  init(_ file: UnsafeRawBufferPointer, _ tape: Tape) {
    self.file = file
    self.tape = tape
  }

  mutating func run() {
    guard isSmall else { return }
    open()
    while !tape.isEmpty {
      switch tape.byte() % 11 {
      case 0: start()
      case 1: runFrame()
      case 2: copyMask()
      case 3: describe()
      case 4: look()
      case 5: _ = catseye_get_sizes(model)
      case 6:
        catseye_close(model)
        open()
      case 7: openWrongly()
      case 8: startWith()
      default: segment()
      }
    }
    catseye_close(model)
  }

  /// Whether the model computes a frame within a moment.
  private var isSmall: Bool {
    guard let model = try? Model(bytes: file) else { return true }
    return model.plan.isSmall
  }

  private mutating func open() {
    model = catseye_open_memory(file.baseAddress, file.count, &error)
    check(model == nil ? error.status : CATSEYE_OK)
    precondition((model == nil) == (error.status != CATSEYE_OK))
  }

  private mutating func openWrongly() {
    precondition(catseye_open_memory(nil, file.count, &error) == nil)
    precondition(catseye_open(nil, nil) == nil)
    precondition(catseye_open("/", &error) == nil)
    catseye_close(nil)
    _ = catseye_get_sizes(nil)
  }

  private mutating func start() {
    var options = catseye_options()
    options.threads = Int32(tape.choice(of: [1, 0, 2, 3, 65, -1]))
    options.logits = Int32(tape.byte() % 2)
    options.profile = Int32(tape.byte() % 2)
    let needed = catseye_get_sizes(model).arena_bytes
    let arena = tape.byte() % 4
    guard arena > 0, needed > 0 else {
      check(catseye_start(model, &options, &error))
      return
    }
    // too small or not aligned: refused; otherwise as large as needed, and the model ends before the arena does
    let count = arena == 1 ? needed - 1 : needed + 64
    withGuardedMemory(count, alignment: 64) { memory in
      options.arena = memory.baseAddress.map { $0 + (arena == 2 ? 4 : 0) }
      options.arena_bytes = arena == 1 ? count : needed
      check(catseye_start(model, &options, &error))
      runFrame()
      catseye_close(model)
    }
    open()
  }

  private mutating func runFrame() {
    var frame = catseye_frame()
    frame.width = Int32(tape.choice(of: [1, 2, 3, 8, 20, 33, 0, -5, 16385]))
    frame.height = Int32(tape.choice(of: [1, 2, 3, 8, 20, 33, 0, -5, 16385]))
    frame.format = catseye_pixels(rawValue: UInt32(tape.byte() % 6))
    let packed = Int(max(frame.width, 0)) * [3, 3, 4, 4, 1, 4][Int(frame.format.rawValue)]
    frame.stride = tape.choice(of: [0, packed, packed + 5, max(packed - 1, 0)])
    let stride = frame.stride == 0 ? packed : frame.stride
    let height = Int(max(frame.height, 0))
    withGuardedMemory(min(height, 40) * min(stride, 200), alignment: 1) { memory in
      frame.pixels = UnsafeRawPointer(memory.baseAddress)
      check(catseye_run(model, &frame, &error))
    }
  }

  private mutating func startWith() {
    var setup = catseye_setup()
    setup.size = tape.choice(of: [MemoryLayout<catseye_setup>.size, MemoryLayout<catseye_setup>.size, 55, 0, .max])
    setup.scores = Int32(tape.byte() % 2)
    setup.logits = Int32(tape.byte() % 2)
    let threads = Int32(tape.choice(of: [1, 0, 2, 65]))
    setup.pool = tape.byte() % 2 == 0 ? catseye_pool_create(threads, &error) : nil
    setup.threads = setup.pool == nil ? threads : Int32(tape.byte() % 2)
    check(catseye_start_with(model, &setup, &error))
    catseye_pool_destroy(setup.pool)
  }

  /// The last byte of each plane's last row is followed by a page that nobody may touch.
  private mutating func segment() {
    let sides = [1, 2, 3, 8, 20, 33, 0, -5, 16385, Int(Int32.max)]
    var image = catseye_image()
    image.size = tape.choice(of: [112, 112, 112, 111, 4096 * 2])
    image.width = Int32(tape.choice(of: sides))
    image.height = Int32(tape.choice(of: sides))
    image.format = Int32(tape.choice(of: [10, 11, 12, 13, 14, 0, 1, 2, 3, 4, 5, -1]))
    image.range = Int32(tape.choice(of: [0, 1, 2, 3]))
    image.matrix = Int32(tape.choice(of: [0, 1, 2, -1]))
    image.fit = Int32(tape.choice(of: [0, 1, 2, 3]))
    if tape.byte() % 2 == 0 {
      let places = [0, 1, 2, 5, 20, -1, Int(Int32.max)]
      image.region = catseye_region(
        x: Int32(tape.choice(of: places)), y: Int32(tape.choice(of: places)), width: Int32(tape.choice(of: places)),
        height: Int32(tape.choice(of: places)))
    }
    image.tag = 7
    // the rows and bytes that the header describes, for frames small enough to allocate
    let (width, height) = (min(max(Int(image.width), 0), 40), min(max(Int(image.height), 0), 40))
    let (across, down) = ((width + 1) / 2, (height + 1) / 2)
    let rows: [(bytes: Int, count: Int)] =
      switch image.format {
      case 10, 11: [(width, height), (2 * across, down), (0, 0)]
      case 12: [(width, height), (across, down), (across, down)]
      case 13, 14: [(4 * across, height), (0, 0), (0, 0)]
      default: [(width * [3, 3, 4, 4, 1][Int(min(max(image.format, 0), 4))], height), (0, 0), (0, 0)]
      }
    let gaps = (0..<3).map { _ in tape.choice(of: [0, 0, 5, -1]) }
    let strides = (0..<3).map { gaps[$0] == 0 ? tape.choice(of: [0, rows[$0].bytes]) : rows[$0].bytes + gaps[$0] }
    image.strides = (max(strides[0], 0), max(strides[1], 0), max(strides[2], 0))
    let sizes = (0..<3).map {
      max(rows[$0].count - 1, 0) * (strides[$0] > 0 ? strides[$0] : rows[$0].bytes) + rows[$0].bytes
    }
    let missing = tape.byte() % 8
    withGuardedMemory(sizes[0], alignment: 1) { first in
      withGuardedMemory(sizes[1], alignment: 1) { second in
        withGuardedMemory(sizes[2], alignment: 1) { third in
          image.planes = (
            missing == 0 ? nil : UnsafeRawPointer(first.baseAddress),
            missing == 1 ? nil : UnsafeRawPointer(second.baseAddress),
            missing == 2 ? nil : UnsafeRawPointer(third.baseAddress)
          )
          finish(&image, width, height)
        }
      }
    }
  }

  private mutating func finish(_ image: inout catseye_image, _ width: Int, _ height: Int) {
    var result = catseye_result()
    result.size = MemoryLayout<catseye_result>.size
    let status = catseye_segment(model, &image, &result, &error)
    check(status)
    precondition((status == CATSEYE_OK) == (result.mask != nil) && (status != CATSEYE_OK || result.tag == 7))
    let stride = tape.choice(of: [0, width, width + 3, max(width - 1, 0)])
    let capacity = max(height - 1, 0) * (stride == 0 ? width : stride) + width - tape.choice(of: [0, 0, 1])
    withGuardedMemory(max(capacity, 0), alignment: 1) { memory in
      let out = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
      check(catseye_copy_plane(model, Int32(tape.byte() % 3), out, max(capacity, 0), stride, &error))
    }
  }

  private mutating func copyMask() {
    let width = tape.choice(of: [1, 2, 7, 40, 0, -1, 16385])
    let height = tape.choice(of: [1, 2, 7, 40, 0, -1, 16385])
    let stride = tape.choice(of: [0, max(width, 0), max(width, 0) + 3, max(width - 1, 0)])
    withGuardedMemory(min(max(height, 0), 40) * max(min(stride, 50), min(max(width, 0), 50)), alignment: 1) { memory in
      let out = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
      check(catseye_copy_mask(model, out, Int32(width), Int32(height), stride, &error))
    }
  }

  private mutating func describe() {
    let index = Int32(tape.byte()) - 3
    var item = catseye_class()
    var step = catseye_step()
    check(catseye_get_class(model, index, &item))
    check(catseye_get_step(model, index, &step))
    check(catseye_get_class(model, index, nil))
  }

  /// Reads every byte of the mask and every logit.
  private func look() {
    let sizes = catseye_get_sizes(model)
    let pixels = Int(sizes.mask_width) * Int(sizes.mask_height)
    if let mask = catseye_mask(model) { for index in 0..<pixels { precondition(mask[index] < sizes.classes) } }
    if let logits = catseye_logits(model) {
      for index in 0..<pixels * Int(sizes.classes) { precondition(!logits[index].isNaN) }
    }
  }

  private func check(_ status: catseye_status) {
    let known = [CATSEYE_OK, CATSEYE_BAD_ARGUMENT, CATSEYE_BAD_MODEL, CATSEYE_NO_FILE, CATSEYE_NO_RESOURCES]
    precondition(known.contains(status))
  }
}
