extension Engine {
  /// The version of the program and of the C library; tools/cross-build reads it from here.
  public static var version: StaticString { "0.2.0" }
}
