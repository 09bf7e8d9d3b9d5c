import CKernels
import Kernels
import Model

extension Preparation {
  /// Whether F(2, 3) computes a phase: the table has the kernel, and the file allows it. It needs a third fewer products.
  func takesF23(_ phase: Phase, _ step: Step) -> Bool {
    unsafe table.kernels.f23.run != nil && plan.canBePaired(phase, step, halved: halved, data: data)
  }
}
