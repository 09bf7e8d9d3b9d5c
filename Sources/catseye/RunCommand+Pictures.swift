import ByteStrings
import CSystem
import Streaming

/// Pictures by their names: each a JPEG, its mask or overlay a file of the same name in the folder of -o.
struct Pictures {
  var files: [PictureFile]
  var folder: String
  var form: PictureForm
}

extension RunCommand {
  /// nil where frames come on standard input.
  static func pictures(_ arguments: Arguments) throws(Failure) -> Pictures? {
    guard !arguments.paths.isEmpty else {
      guard arguments.value("-o") == nil else { throw arguments.refuse("-o is for pictures that are named") }
      return nil
    }
    for option in ["--input", "--size", "--policy", "--pace", "--deadline-ms", "--on-corrupt", "--classes"]
    where arguments.value(option) != nil {
      throw arguments.refuse("\(option) belongs to a stream on standard input, not to pictures that are named")
    }
    guard let folder = arguments.value("-o") else {
      throw arguments.refuse("-o is missing: the folder for the pictures' masks or overlays")
    }
    let form = try form(arguments)
    let files: [PictureFile]
    do throws(StreamError) { files = try PictureFile.all(arguments.paths) } catch { throw Failure(error) }
    try checkNames(files, arguments)
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

  /// Two of a name would be one file.
  private static func checkNames(_ files: [PictureFile], _ arguments: Arguments) throws(Failure) {
    let stems = files.map { $0.stem }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for (one, next) in zip(stems, stems.dropFirst()) where one.isSame(as: next) {
      throw arguments.refuse("two pictures are called \(one), and their outputs would be one file")
    }
  }
}
