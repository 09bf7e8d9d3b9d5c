@main
struct CheckKernels {
  static func main() {}
}
