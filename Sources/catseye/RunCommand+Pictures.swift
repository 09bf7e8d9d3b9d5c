import ByteStrings
import CSystem
import Streaming

/// Pictures that are named on the command line. Each is a JPEG; its output is a file of the same name in the folder of -o.
struct Pictures {
  var files: [PictureFile]
  var folder: String
  var form: PictureForm
}

extension RunCommand {
  /// nil where frames come from standard input.
  static func pictures(_ arguments: Arguments) throws(Failure) -> Pictures? {
    guard !arguments.paths.isEmpty else {
      guard arguments.value("-o") == nil else { throw arguments.refuse("-o is for pictures that are named") }
      return nil
    }
    for path in arguments.paths where path.ends(with: ".ceye") {
      throw arguments.refuse("\(path) is a model: give it as --model \(path)")
    }
    for option in ["--input", "--size", "--policy", "--pace", "--deadline-ms", "--on-corrupt", "--classes", "--smooth"]
    where arguments.value(option) != nil {
      throw arguments.refuse("\(option) belongs to a stream on standard input, not to pictures that are named")
    }
    guard let folder = arguments.value("-o") else {
      throw arguments.refuse("-o is missing: the folder for the pictures' masks or overlays")
    }
    let form = try form(arguments)
    let files: [PictureFile]
    do throws(StreamError) { files = try PictureFile.all(arguments.paths, leftOut: tellOthers) } catch {
      throw Failure(error)
    }
    try checkNames(files, arguments)
    try checkFolder(folder, files, arguments)
    let status = unsafe catseye_make_folder(folder)
    guard status == 0 else { throw Failure(.cannotCreate(path: folder, errno: -status)) }
    return Pictures(files: files, folder: folder, form: form)
  }

  private static func form(_ arguments: Arguments) throws(Failure) -> PictureForm {
    let kind = try arguments.choice("--output", of: ["mask", "overlay", "json", "logits", "none"])
    guard ["mask", "overlay"].contains(kind), !arguments.flag("--scores") else {
      throw arguments.refuse("pictures have --output mask or overlay")
    }
    let forms = kind.isSame(as: "mask") ? ["png", "pgm"] : ["jpeg"]
    switch try arguments.choice("--output-format", of: forms) {
    case "png": return .png
    case "pgm": return .pgm
    default: return .jpeg
    }
  }

  private static func tellOthers(_ folder: String, _ count: Int) {
    Console.tell(
      "\(count) other \(count == 1 ? "entry" : "entries") of \(folder) left out: only files whose names end in .jpg or "
        + ".jpeg are read")
  }

  /// Checks that -o is a folder, and not the pictures' own, where outputs would overwrite photos.
  private static func checkFolder(
    _ folder: String, _ files: [PictureFile], _ arguments: Arguments
  ) throws(Failure) {
    if unsafe catseye_is_folder(folder) == 0 {
      if unsafe [".png", ".pgm", ".jpg", ".jpeg"].contains(where: { folder.ends(with: $0) })
        || catseye_file_exists(folder) != 0
      {
        throw arguments.refuse(
          "-o takes a folder, in which each output has its picture's name; \(folder) is a file's name")
      }
      return
    }
    var last: String?
    for file in files {
      let own = file.folder
      if let last, last.isSame(as: own) { continue }
      last = own
      guard unsafe catseye_same_place(own, folder) == 0 else {
        throw arguments.refuse(
          "-o \(folder) is where \(file.path) lies, and outputs could overwrite photos; name another folder")
      }
    }
  }

  /// Refuses two pictures of one name, because their outputs would be one file.
  private static func checkNames(_ files: [PictureFile], _ arguments: Arguments) throws(Failure) {
    let stems = files.map { $0.stem }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for (one, next) in zip(stems, stems.dropFirst()) where one.isSame(as: next) {
      throw arguments.refuse("two pictures are called \(one), and their outputs would be one file")
    }
  }
}
