import Foundation

/// What a file that is no ONNX file may be. Its first bytes tell.
enum FileKind {
  case zip, pickle, pointer, tflite, picture, hdf5, page, compressed, tensors, xml

  init?(_ bytes: Data) {
    let start = [UInt8](bytes.prefix(64))
    func begins(_ text: String, at place: Int = 0) -> Bool { start.dropFirst(place).starts(with: Array(text.utf8)) }
    let isPicture =
      start.starts(with: [0x89, 0x50, 0x4e, 0x47]) || start.starts(with: [0xff, 0xd8, 0xff]) || begins("GIF8")
      || begins("BM") || begins("WEBP", at: 8)
    let known: [(Bool, FileKind)] = [
      (begins("PK\u{3}\u{4}"), .zip), (start.starts(with: [0x80, 2]) || start.starts(with: [0x80, 4]), .pickle),
      (begins("version https://git-lfs"), .pointer), (begins("TFL3", at: 4), .tflite), (isPicture, .picture),
      (start.starts(with: [0x89, 0x48, 0x44, 0x46]), .hdf5),
      (begins("<!DOCTYPE") || begins("<!doctype") || begins("<html"), .page), (begins("<?xml"), .xml),
      (start.starts(with: [0x1f, 0x8b]), .compressed),
      (start.count > 9 && start[8] == 0x7b && start[9] == 0x22, .tensors),
    ]
    guard let kind = known.first(where: { $0.0 })?.1 else { return nil }
    self = kind
  }

  /// What the file is, and how to make an ONNX file from it.
  var advice: String {
    switch self {
    case .zip:
      "is a zip archive, as PyTorch's .pt and .pth, TorchScript and Keras's .keras files are; export the model with "
        + "torch.onnx.export (Keras: model.export(FILE, format='onnx') or tf2onnx)"
    case .pickle:
      "is a Python pickle, as older PyTorch checkpoints are; load it there and export the model with torch.onnx.export"
    case .pointer: "is a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'"
    case .tflite:
      "is a TensorFlow Lite model; convert it with 'python -m tf2onnx.convert --tflite FILE --output net.onnx'"
    case .picture: "is a picture; a network in the ONNX format is needed"
    case .hdf5:
      "is an HDF5 file, as Keras's .h5 models are; convert it with tf2onnx, or model.export(FILE, format='onnx')"
    case .page: "is a web page, not a network: the download gave something else; fetch the file itself"
    case .compressed: "is compressed (gzip); unpack it first"
    case .tensors: "holds weights alone (safetensors); load them in the training code and export with torch.onnx.export"
    case .xml: "is an XML file, as OpenVINO's models are; give the ONNX file that it was made from"
    }
  }
}
