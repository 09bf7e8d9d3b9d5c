extension Plan {
  static let headerBytes = 192
  /// The checksum covers the file from here on.
  static let checksummedFrom = 32

  /// The whole file: header, strings, records, and the data section.
  public func encoded(data: [UInt8]) -> [UInt8] {
    var strings = StringWriter()
    var description = FieldWriter()
    writeDescription(to: &description, &strings)
    var termsPlace = FieldWriter()
    if !terms.isEmpty { strings.write(terms, to: &termsPlace) }
    var records = FieldWriter()
    for item in classes { item.write(to: &records, &strings) }
    for item in tensors { item.write(to: &records, &strings) }
    for item in steps { item.write(to: &records, &strings) }
    for item in phases { item.write(to: &records) }

    let recordsOffset = aligned(Plan.headerBytes + strings.bytes.count, to: 4)
    let dataOffset = aligned(recordsOffset + records.bytes.count, to: ModelFormat.alignment)
    description.int(strings.bytes.count)
    description.int(recordsOffset)
    description.int(dataOffset)
    description.int(data.count)
    description.u64(testDigest)
    // room was left for three, and files of three stay what they were
    description.f32(input.channels > 3 ? input.mean[3] : 0)
    description.f32(input.channels > 3 ? input.standardDeviation[3] : 0)
    description.u32(traits)
    // files without terms stay what they were, and older programs do not look here
    description.append(termsPlace.bytes)
    description.pad(to: Plan.headerBytes - Plan.checksummedFrom)

    var body = description
    body.append(strings.bytes)
    body.pad(to: 4)
    body.append(records.bytes)
    body.pad(to: ModelFormat.alignment, after: Plan.checksummedFrom)
    body.append(data)

    var file = FieldWriter()
    file.u64(ModelFormat.magic)
    file.u32(formatVersion)
    file.u32(UInt32(Plan.headerBytes))
    file.u64(UInt64(Plan.checksummedFrom + body.bytes.count))
    unsafe file.u64(body.bytes.withUnsafeBytes(ModelFormat.checksum))
    file.append(body.bytes)
    return file.bytes
  }

  /// The version of the file that this plan is written to, or was read from.
  public var formatVersion: UInt32 {
    steps.reduce(traits == 0 ? ModelFormat.plainVersion : ModelFormat.traitsVersion) { max($0, $1.kind.since) }
  }

  private var traits: UInt32 {
    (isMultilabel ? ModelFormat.multilabelTrait : 0) | (isReversed ? ModelFormat.reversedTrait : 0)
  }

  private func aligned(_ value: Int, to alignment: Int) -> Int { (value + alignment - 1) / alignment * alignment }

  private func writeDescription(to writer: inout FieldWriter, _ strings: inout StringWriter) {
    strings.write(name, to: &writer)
    strings.write(conversion.tool, to: &writer)
    strings.write(conversion.method, to: &writer)
    writer.int(conversion.frames)
    writer.f32(conversion.agreement)
    for value in [input.width, input.height, input.channels] { writer.int(value) }
    for channel in 0..<3 { writer.f32(channel < input.mean.count ? input.mean[channel] : 0) }
    for channel in 0..<3 { writer.f32(channel < input.standardDeviation.count ? input.standardDeviation[channel] : 1) }
    for value in [inputTensor, maskHeight, maskWidth, arenaBytes, arenaLowerBound] { writer.int(value) }
    for count in [classes.count, tensors.count, steps.count, phases.count] { writer.int(count) }
  }

  /// Reads every field. `validate` then checks what the fields say.
  init(decoding file: UnsafeRawBufferPointer) throws(ModelError) {
    let version = try unsafe Plan.checkEnvelope(file)
    var header = unsafe FieldReader(file, at: Plan.checksummedFrom + Plan.sectionFieldsFrom)
    let stringBytes = header.int()
    let recordsOffset = header.int()
    let dataOffset = header.int()
    let dataBytes = header.int()
    testDigest = header.u64()  // older files have zeros here
    let fourth = (mean: header.f32(), standardDeviation: header.f32())
    let traits = header.u32()
    guard traits <= ModelFormat.multilabelTrait | ModelFormat.reversedTrait else {
      throw .invalid(StaticStringBox("traits that this program does not know"), index: 0)
    }
    isMultilabel = traits & ModelFormat.multilabelTrait != 0
    isReversed = traits & ModelFormat.reversedTrait != 0
    guard Plan.headerBytes + stringBytes <= recordsOffset, recordsOffset <= dataOffset,
      dataOffset % ModelFormat.alignment == 0, dataOffset + dataBytes == file.count
    else { throw .invalid(StaticStringBox("sections overlap or end outside the file"), index: 0) }

    var strings = unsafe StringReader(
      section: UnsafeRawBufferPointer(rebasing: file[Plan.headerBytes..<Plan.headerBytes + stringBytes]))
    var fields = unsafe FieldReader(file, at: Plan.checksummedFrom)
    name = strings.read(&fields)
    conversion = ConversionRecord(
      tool: strings.read(&fields), method: strings.read(&fields), frames: fields.int(), agreement: fields.f32())
    input = InputDescription(
      width: fields.int(), height: fields.int(), channels: fields.int(),
      mean: [fields.f32(), fields.f32(), fields.f32(), fourth.mean],
      standardDeviation: [fields.f32(), fields.f32(), fields.f32(), fourth.standardDeviation])
    input.mean = Array(input.mean.prefix(input.channels))
    input.standardDeviation = Array(input.standardDeviation.prefix(input.channels))
    inputTensor = fields.int()
    maskHeight = fields.int()
    maskWidth = fields.int()
    arenaBytes = fields.int()
    arenaLowerBound = fields.int()
    let counts = (classes: fields.int(), tensors: fields.int(), steps: fields.int(), phases: fields.int())
    terms = strings.read(&header)

    guard max(counts.classes, counts.tensors, counts.steps, counts.phases) <= ModelFormat.maximumRecords
    else { throw .invalid(StaticStringBox("more records than a model may have"), index: 0) }
    let recordBytes = unsafe UnsafeRawBufferPointer(rebasing: file[recordsOffset..<dataOffset])
    let smallest = 12  // bytes of the smallest record, so that no count can reserve more than the file holds
    guard counts.classes + counts.tensors + counts.steps + counts.phases <= recordBytes.count / smallest
    else { throw .invalid(StaticStringBox("more records than the file holds"), index: 0) }
    var records = unsafe FieldReader(recordBytes, at: 0)
    classes = []
    for _ in 0..<counts.classes { classes.append(ModelClass(&records, &strings)) }
    tensors = []
    for _ in 0..<counts.tensors { tensors.append(Tensor(&records, &strings)) }
    steps = []
    for index in 0..<counts.steps {
      guard let step = Step(&records, &strings)
      else { throw .invalid(StaticStringBox("step of unknown kind or with too many tensors"), index: index) }
      steps.append(step)
    }
    phases = []
    for index in 0..<counts.phases {
      guard let phase = Phase(&records)
      else { throw .invalid(StaticStringBox("phase with too many heads"), index: index) }
      phases.append(phase)
    }
    // the checksum does not cover the version, so the file must contain what makes a model be of that version
    guard version == formatVersion else { throw .invalid(StaticStringBox("version of another format"), index: 0) }
    guard !records.overran, !strings.overran, recordBytes.count - records.offset < ModelFormat.alignment
    else { throw .invalid(StaticStringBox("records do not fill their section"), index: 0) }
  }

  /// The number of bytes from `checksummedFrom` to the four fields that place the sections.
  private static let sectionFieldsFrom = 3 * 8 + 8 + 12 + 24 + 20 + 16

  /// The place of the data section in a file that has been decoded.
  static func dataRange(of file: UnsafeRawBufferPointer) -> Range<Int> {
    var header = unsafe FieldReader(file, at: checksummedFrom + sectionFieldsFrom + 8)
    let offset = header.int()
    return offset..<offset + header.int()
  }

  /// Checks magic, version, size and checksum: whether this is a complete model.
  /// - Returns: the format's version.
  private static func checkEnvelope(_ file: UnsafeRawBufferPointer) throws(ModelError) -> UInt32 {
    var header = unsafe FieldReader(file, at: 0)
    guard header.u64() == ModelFormat.magic else {
      throw unsafe file.isEmpty ? .truncated(expected: headerBytes, actual: 0) : .notAModel
    }
    let version = header.u32()
    let size = header.u32()
    guard !header.overran else { throw .truncated(expected: headerBytes, actual: file.count) }
    guard ModelFormat.plainVersion...ModelFormat.version ~= version else {
      throw .unsupportedVersion(Int(version))
    }
    guard size == headerBytes else { throw .invalid(StaticStringBox("header of the wrong size"), index: 0) }
    let expected = Int(clamping: header.u64())
    let checksum = header.u64()
    guard file.count >= headerBytes else { throw .truncated(expected: headerBytes, actual: file.count) }
    guard file.count >= expected else { throw .truncated(expected: expected, actual: file.count) }
    guard file.count == expected else { throw .trailingBytes(expected: expected, actual: file.count) }
    let covered = unsafe UnsafeRawBufferPointer(rebasing: file[checksummedFrom...])
    guard unsafe ModelFormat.checksum(covered) == checksum else { throw .wrongChecksum }
    return version
  }
}
