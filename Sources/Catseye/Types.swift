import Vision

/// Formats of frames, by ffmpeg's names: rgb24, bgr24, rgba, bgra, gray8, yuyv422, uyvy422, nv12, nv21, yuv420p.
public typealias PixelFormat = RawFormat
/// What the samples of YUV and grey frames mean.
public typealias ColourRange = YUVColour.Range
public typealias ColourMatrix = YUVColour.Matrix
/// How a region of other proportions than the network's input is fitted to it: stretch, crop or letterbox.
public typealias Fit = Placement.Fit
