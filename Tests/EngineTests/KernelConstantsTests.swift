import CKernels
import Model
import Testing

@testable import Quantisation

/// The file's format and the kernels have their own constants; those that mean the same are equal.
@Suite struct KernelConstantsTests {
  @Test func formatAndKernelsAgree() {
    #expect(ModelFormat.channelBlock == Int(CATSEYE_CHANNEL_BLOCK))
    #expect(ModelFormat.maximumSources == Int(CATSEYE_MAX_SOURCES))
    #expect(ModelFormat.maximumHeads == Int(CATSEYE_MAX_HEADS))
    #expect(Plan.largestPairedDepth == Int(CATSEYE_F23_DEPTH))
    #expect(SegmentQuantisation.residualParts == Double(CATSEYE_RESIDUAL_PARTS))
  }
}
