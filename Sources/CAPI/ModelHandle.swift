import Catseye
import Engine
import Model
import Vision

/// What `catseye_model` points to: a model, or, once it has started, the segmenter that took it over.
final class ModelHandle {
  /// Gone once the segmenter has it; after a start that failed it is still here.
  var model: Model?
  var segmenter: Segmenter?
  let plan: Plan
  /// Of the whole mask, for catseye_copy_mask.
  var enlargement: MaskEnlargement?

  init(_ model: consuming Model) {
    plan = model.plan
    self.model = consume model
  }

  var maskSize: PictureSize { PictureSize(width: plan.maskWidth, height: plan.maskHeight) }
}

extension ModelHandle {
  /// The C pointer that owns this; `release` ends it.
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
