/// What --help prints.
enum Help {
  static let program = """
    catseye segments road scenes on the processor: camera frames in, one class for each pixel out.

    usage:  catseye run --model M [options] < frames > masks
            catseye bench --model M [options]
            catseye info --model M | --system [--json]
            catseye selftest [--model M]

    commands
      run        reads frames on standard input, writes a mask for each on standard output
      bench      times a model on this machine
      info       tells what a model holds: size, classes, steps, memory; and what this machine is
      selftest   asks every kernel for known answers, and a model for its test frame's

      --version   prints the version
      --help      prints this; catseye COMMAND --help tells a command's options

    environment
      CATSEYE_ISA   scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm: the kernels to use
                    instead of the best that this machine has; every one gives the same bytes

    exit status
      0    done, or the reader of the output has gone, or SIGINT or SIGTERM after the frames that were read
      1    selftest: an answer is wrong; run: a frame was later than --deadline-ms, with --on-late exit
      64   usage: an option that does not fit, or CATSEYE_ISA that this machine lacks
      65   bad data: a damaged model, a stream without one good frame
      66   no input: a file that is not there, an empty stream
      74   a read or write failed

    """

  static let run = """
    catseye run reads frames on standard input and writes a mask for each on standard output.

    usage:  catseye run --model M [options] < frames > masks
            catseye run --model M [options] photo.jpg folder ... -o OUT

      ffmpeg -i drive.mp4 -f mjpeg -q:v 3 - | catseye run --model city.ceye > masks.gray
      catseye run --model city.ceye --output overlay < frames.mjpeg > overlay.mjpeg

    frames in
      --model M            the model: a .ceye file, or the name of one that is installed with the program, as city-lite;
                           default: the most accurate that is installed
      --input FORMAT       auto (default): mjpeg or y4m, as the stream's first bytes say; another format that is known
                           (H.264, MP4, PNG, ...) is refused by its name, with what brings one that is read
                           mjpeg: JPEGs one after the other, of any size, with or without anything between
                           y4m: YUV4MPEG2 with 420, 422, 444 or mono pixels of 8 bits
                           rgb24, bgr24, rgba, bgra, gray8, yuyv422, uyvy422, nv12, nv21, yuv420p: raw frames,
                           as ffmpeg names them, of the size that --size gives; also yuyv, uyvy, i420, rgb, bgr
                           and grey, as V4L2 and GStreamer do
                           A model of grey frames takes the luma of colours. One of four channels (colours and
                           depth or infrared) takes rgba or bgra, whose fourth byte no other model reads.
      --size WxH           width and height of raw frames, each 1 to 16384
      --stride BYTES       from one row of raw frames to the next, where rows are padded (rpicam-vid and v4l2 pad them to
                           32 or 64 bytes); planes of half the width have half of it
      --plane-offsets N,N  where the second and third plane of raw frames begin; default: behind the one before
      --frame-bytes N      of a whole raw frame; default: to the last plane's end
      --range R            of YUV and grey: limited or full; default: what Y4M says, else full for grey alone
      --matrix M           of YUV: bt601 (default) or bt709
      --fit FIT            stretch (default): all of the frame to all of the model's input
                           crop: the frame's middle, in the input's proportions
                           letterbox: all of the frame in its own proportions, the rest in the mean colour
                           pixels that the model does not see are 255 in masks
      --roi WxH+X+Y        the model sees this region of each frame alone, W pixels wide, its corner X pixels from the left,
                           Y from the top
      --on-corrupt WHAT    skip (default): a corrupt frame has no output
                           repeat: the last output again, so that outputs stay paired with frames

    masks out
      --output WHAT        mask (default): one byte a pixel, the index of its class
                           overlay: the frame with the classes' colours over it
                           json: a line for each frame: its number, arrival (seconds since 1970), the classes'
                           shares, and the mask row by row in runs, [class, length, class, length, ...]
                           logits: Float32 little-endian, classes x height x width, at the model's size
                           none: nothing, to measure
      --output-format F    gray8 (default) or y4m for masks, mjpeg (default) or y4m for overlays
      --edges N            of overlays: white lines where classes meet, 0 to 16 pixels wide, 0: none; default: a pixel
                           for each 360 rows
      --legend             of overlays: the classes' names and colours in the upper left corner
      --palette P          colours of overlays and of pictures' masks in place of the model's: vivid, which the
                           colour-blind tell apart as well; or a file with lines of NAME RED GREEN BLUE
      --output-size SIZE   of masks and runs: frame (default), enlarged to the frame's size, or model
      --classes A,B+C      instead of the mask a binary one for each of these: 255 where the class is A, then
                           255 where it is B or C; of a multi-label model also where another class is stronger
      --scores             how far the winning class leads, in sixteenths of a logit, 255 at most: a plane behind
                           each mask; in JSON the mean margin of each class
      --smooth N           2 to 64: the mask on which the last N frames agree most, so that single frames do not flicker; edges
                           of what moves lag at most N frames
      --fps N              or N/D: what a Y4M header says; default: what the input says, else 25

    pictures
      photo.jpg folder     JPEGs, and folders of them (names in .jpg and .jpeg), turned upright as their EXIF says
      -o OUT               the folder for their outputs, not the pictures' own, each with its picture's name: masks as
                           PNG whose colours are the classes', or with --output-format pgm as PGM; with --output
                           overlay as JPEG

    work
      --threads N          1 to 64; default: the processors that catseye may use, at most 8; where there
                           are big and little cores, the big ones, to which it keeps then
      --cpus LIST          keeps to these processors, as 0-3,6
      --tune               where two kernels can compute a layer, times both at the start and takes the quicker,
                           which costs the time of some frames and changes no byte
      --rt-priority N      real-time priority (SCHED_FIFO), 1 to 99; default: none
      --lock-memory        keeps memory from being swapped out, after a first frame that nobody sees
      --policy WHICH       every (default): no frame is lost, a source that is too fast has to wait
                           latest: a frame that still waits when the next comes is dropped, and counted
      --pace FPS           takes the frames of a file no faster than this (30 or 30000/1001), as a camera would send
                           them; a frame's latency begins when it is due
      --deadline-ms D      a frame is late if its output is written more than D ms after its last byte was read
      --on-late WHAT       warn (default): late frames are counted and told
                           drop: they are not written; exit: the first one ends the stream, status 1

    figures, on standard error when the stream has ended
      --stats FORMAT       text (default) or json: frames, corrupt, dropped and late ones, frames a second, jitter
                           (RFC 3550), and the latency from the last byte of a frame read to the last byte of its
                           output written, whole and in parts; what waits in the pipe before us is not seen;
                           json has paced_estimate_ms, the median without waiting, as a camera slower than the
                           network would see it, and startup_ms, from the start to a model that is ready, as well
      --latency-log FILE   a CSV row for each frame: where its time went, in milliseconds
                           (catseye-convert latency FILE -o PAGE.html draws it)
      On a terminal a line shows the figures while the stream runs.

      --help               prints this

    Under a service manager (systemd: Type=notify), readiness is told after a first frame that nobody sees,
    and with WatchdogSec= a heartbeat after frames: a camera that stops is a service that fails. What the
    system does not allow of --cpus, --rt-priority and --lock-memory is told once, and left out.
    Bytes that come for two seconds without a frame, corrupt frames, skipped bytes and changes of the frame size are told on standard error, one line each.
    SIGINT and SIGTERM end the stream after the frames that have been read; a second one at once. SIGUSR1 prints
    the figures so far. A reader of the output that goes away ends the stream.
    Exit status: 0 done, 1 a frame was late with --on-late exit, 64 usage, 65 bad data, 66 no input, 74 a read or
    write failed.

    """

  static let bench = """
    catseye bench times a model on this machine, on frames of noise, the engine alone.

    usage:  catseye bench --model M [options]

      --model M     the model, a .ceye file
      --frames N    frames to measure, default 50
      --warmup N    frames before them, default 5
      --threads N   1 to 64; default: the processors that catseye may use, at most 8; where there are big
                    and little cores, the big ones, to which it keeps then
      --cpus LIST   keeps to these processors, as 0-3,6
      --tune, --rt-priority N, --lock-memory   as in catseye run
      --layers      the time of each step as well
      --json        one JSON object on one line, steps included
      --help        prints this

    GMAC are billions of multiply-accumulates of the convolutions, padding not counted.
    allocations_per_frame counts calls that take memory or give it back; null where they cannot be counted.

    """

  static let info = """
    catseye info tells what a model holds and how it would run here, or what this machine is.

    usage:  catseye info --model M | --system [--json]

      --model M   the model, a .ceye file
      --system    the machine: processors and their features, the kernels chosen, governor and
                  frequency, temperature, memory; and warnings of what makes frames slow or uneven
      --json      one JSON object on one line
      --help      prints this

    The memory map lists each tensor's place in the arena, its bytes with padding, and the steps
    from the one that writes it to the last that reads it.

    """

  static let selfTest = """
    catseye selftest asks every kernel in use, and what resizes frames and masks, for answers that are known.

    usage:  catseye selftest [--model M] [options]

      --model M     runs this model on its test frame as well; its digest is kept in the file
      --threads N   1 to 64, for the model; default as in catseye run
      --cpus LIST   keeps to these processors, as 0-3,6
      --json        one JSON object on one line
      --help        prints this

    For a watchdog, or before a journey: a second at most without a model.
    Exit status: 0 every answer is right, 1 one is wrong, 65 the model is damaged, 66 it is not there.

    """
}
