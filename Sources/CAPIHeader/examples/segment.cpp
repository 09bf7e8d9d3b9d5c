// The same in C++, with an arena of its own, a model in memory, and the frame as BGRA with a gap after each row.
//
//   c++ -std=c++17 segment.cpp -lcatseye -lpthread -lm -o segment
//   ./segment city.ceye street.ppm [THREADS]
#include <catseye.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

class Model {
 public:
  Model(const std::string &path, int threads) : file(read(path)) {
    catseye_error error;
    handle.reset(catseye_open_memory(file.data(), file.size(), &error));
    if (!handle) throw std::runtime_error(error.message);
    const std::size_t bytes = (sizes().arena_bytes + 63) / 64 * 64;
    arena.reset(static_cast<std::uint8_t *>(std::aligned_alloc(64, bytes)));
    catseye_options options{};
    options.threads = threads;
    options.arena = arena.get();
    options.arena_bytes = bytes;
    if (catseye_start(handle.get(), &options, &error) != CATSEYE_OK) throw std::runtime_error(error.message);
  }

  catseye_sizes sizes() const { return catseye_get_sizes(handle.get()); }

  std::vector<std::uint8_t> mask(const catseye_frame &frame) {
    catseye_error error;
    if (catseye_run(handle.get(), &frame, &error) != CATSEYE_OK) throw std::runtime_error(error.message);
    const std::uint8_t *first = catseye_mask(handle.get());
    return {first, first + sizes().mask_width * sizes().mask_height};
  }

 private:
  struct Close {
    void operator()(catseye_model *model) const { catseye_close(model); }
  };
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };

  static std::vector<char> read(const std::string &path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  // The handle ends first: it works in what stands before it.
  std::vector<char> file;
  std::unique_ptr<std::uint8_t, Free> arena;
  std::unique_ptr<catseye_model, Close> handle;
};

struct Picture {
  std::vector<std::uint8_t> bytes;
  catseye_frame frame{};

  explicit Picture(const std::string &path) {
    std::ifstream stream(path, std::ios::binary);
    std::string magic;
    int most = 0;
    stream >> magic >> frame.width >> frame.height >> most;
    stream.get();
    if (!stream || magic != "P6" || most != 255) throw std::runtime_error("cannot read " + path);
    frame.format = CATSEYE_BGRA32;
    frame.stride = static_cast<std::size_t>(frame.width) * 4 + 12;
    bytes.resize(frame.stride * frame.height);
    for (int y = 0; y < frame.height; y++)
      for (int x = 0; x < frame.width; x++)
        for (int channel = 2; channel >= 0; channel--)
          bytes[y * frame.stride + x * 4 + channel] = static_cast<std::uint8_t>(stream.get());
    if (!stream) throw std::runtime_error(path + " is cut short");
    frame.pixels = bytes.data();
  }
};

int main(int argc, char **argv) {
  if (argc < 3) return std::cerr << "usage: segment MODEL.ceye PICTURE.ppm [THREADS]\n", 1;
  try {
    Model model(argv[1], argc > 3 ? std::atoi(argv[3]) : 0);
    const Picture picture(argv[2]);
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const std::uint8_t value : model.mask(picture.frame)) hash = (hash ^ value) * 0x100000001B3u;
    std::printf("mask %016" PRIx64 "\n", hash);
  } catch (const std::exception &failure) {
    return std::cerr << "segment: " << failure.what() << "\n", 1;
  }
}
