import Catseye
import Engine
import Model
import Vision

/// The object behind `catseye_model`: a model, or after the start the segmenter that took the model over.
final class ModelHandle {
  /// nil once the segmenter has taken it; after a failed start it is still here.
  var model: Model?
  var segmenter: Segmenter?
  let plan: Plan
  /// Enlarges the whole mask, for catseye_copy_mask.
  var enlargement: MaskEnlargement?

  init(_ model: consuming Model) {
    plan = model.plan
    self.model = consume model
  }

  var maskSize: PictureSize { PictureSize(width: plan.maskWidth, height: plan.maskHeight) }
}

extension ModelHandle {
  /// The C pointer that owns this handle; `release` ends its life.
  static func retained(_ handle: ModelHandle) -> OpaquePointer {
    unsafe OpaquePointer(Unmanaged.passRetained(handle).toOpaque())
  }

  static func at(_ pointer: OpaquePointer) -> ModelHandle {
    unsafe Unmanaged<ModelHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }

  static func release(_ pointer: OpaquePointer) {
    unsafe Unmanaged<ModelHandle>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }
}
