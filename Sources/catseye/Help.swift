/// What --help prints.
enum Help {
  static let program = """
    catseye segments road scenes on the processor: camera frames in, one class for each pixel out.

    usage:  catseye run --model M [options] < frames > masks
            catseye bench --model M [options]
            catseye info --model M [--json]

    commands
      run     reads frames on standard input, writes a mask for each on standard output
      bench   times a model on this machine
      info    tells what a model holds: size, classes, steps, memory

      --version   prints the version
      --help      prints this; catseye COMMAND --help tells a command's options

    environment
      CATSEYE_ISA   scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm: the kernels to use
                    instead of the best that this machine has; every one gives the same bytes

    exit status
      0    done, or the reader of the output has gone, or SIGINT or SIGTERM after the current frame
      64   usage: an option that does not fit, or CATSEYE_ISA that this machine lacks
      65   bad data: a damaged model, a stream without one good frame
      66   no input: a file that is not there, an empty stream
      74   a read or write failed

    """

  static let run = """
    catseye run reads frames on standard input and writes a mask for each on standard output.

    usage:  catseye run --model M [options] < frames > masks

      ffmpeg -i drive.mp4 -f mjpeg -q:v 3 - | catseye run --model city.ceye > masks.gray
      catseye run --model city.ceye --output overlay < frames.mjpeg > overlay.mjpeg

    frames in
      --model M            the model, a .ceye file
      --input FORMAT       mjpeg (default): JPEGs one after the other, of any size
                           rgb24, bgr24, gray8: raw frames of the size that --size gives
      --size WxH           width and height of raw frames, each 1 to 16384
      --on-corrupt WHAT    skip (default): a corrupt frame has no output
                           repeat: the last output again, so that outputs stay paired with frames

    masks out
      --output WHAT        mask (default): one byte a pixel, the index of its class
                           overlay: the frame with the classes' colours over it, as MJPEG
                           logits: Float32 little-endian, classes x height x width, at the model's size
                           none: nothing, to measure
      --output-format F    gray8 for masks, mjpeg for overlays
      --output-size SIZE   of masks: frame (default), enlarged to the frame's size, or model

    work
      --threads N          1 to 64; default: the processors that catseye may use, at most 8
      --cpus LIST          keeps to these processors, as 0-3,6
      --policy every       every frame in turn (the only policy of this version)

    figures, on standard error when the stream has ended
      --stats FORMAT       text (default) or json: frames, corrupt ones, latency from the last byte of
                           a frame to the last byte of its output
      --latency-log FILE   a CSV row for each frame: where its time went, in milliseconds

      --help               prints this

    Corrupt frames, skipped bytes and changes of the frame size are told on standard error, one line each.
    Exit status: 0 done, 64 usage, 65 bad data, 66 no input, 74 a read or write failed.

    """

  static let bench = """
    catseye bench times a model on this machine, on frames of noise, the engine alone.

    usage:  catseye bench --model M [options]

      --model M     the model, a .ceye file
      --frames N    frames to measure, default 50
      --warmup N    frames before them, default 5
      --threads N   1 to 64; default: the processors that catseye may use, at most 8
      --cpus LIST   keeps to these processors, as 0-3,6
      --layers      the time of each step as well
      --json        one JSON object on one line, steps included
      --help        prints this

    GMAC are billions of multiply-accumulates of the convolutions, padding not counted.
    allocations_per_frame is null where allocations cannot be counted.

    """

  static let info = """
    catseye info tells what a model holds and how it would run here.

    usage:  catseye info --model M [--json]

      --model M   the model, a .ceye file
      --json      one JSON object on one line
      --help      prints this

    The memory map lists each tensor's place in the arena, its bytes with padding, and the steps
    from the one that writes it to the last that reads it.

    """
}
