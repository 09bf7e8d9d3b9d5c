/// What users can do about a cause, in terms of `quantize`'s options.
enum Suggestion {
  static let widerRange =
    "quantize with --method minmax, or give --calibrate more frames like those on which the values get so large."
  static let narrowerRange =
    "quantize with --method auto or mse, and give --calibrate frames like those of the road: "
    + "the range was made for larger values."
  static let moreBits =
    "quantize with --mixed full, --method auto and --prefer accuracy, and more --frames like those of the road; where that is not "
    + "enough, train a few epochs with fake quantisation: quantize takes the scales of such a file over."
  static let ownScales =
    "quantize with --method auto, which gives each channel a scale of its own where that helps; or divide the channel's "
    + "weights by the factor and multiply those that read it, which leaves the float network as it is."
  static let nothing = "Nothing has to be done."
  static let prune =
    "Nothing has to be done for accuracy; without these channels the network would be as good and faster."
}
