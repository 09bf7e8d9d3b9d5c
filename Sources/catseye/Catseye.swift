@main
struct Catseye {
  static func main() {}
}
