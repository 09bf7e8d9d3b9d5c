import Dataset
import Foundation

extension RGBImage {
  /// The picture as a URI that contains it: a JPEG with the colours at full resolution.
  func dataURI(quality: Int) throws(DatasetError) -> String {
    let bytes = try JPEG.encode(self, quality: quality, subsampling: .none)
    return "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
  }
}
