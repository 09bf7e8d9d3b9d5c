import Vision

/// The format of a frame, by ffmpeg's names: rgb24, bgr24, rgba, bgra, gray8, yuyv422, uyvy422, nv12, nv21, yuv420p.
public typealias PixelFormat = RawFormat
/// The range of the samples of YUV and grey frames.
public typealias ColourRange = YUVColour.Range
public typealias ColourMatrix = YUVColour.Matrix
/// How a region is fitted to the network's input if its proportions differ from the input's: stretch, crop or letterbox.
public typealias Fit = Placement.Fit
