"""Called by tools/coverage: prints the table of an lcov file by modules, and the verdict."""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BOARD = ["catseye", "CAPI", "Streaming", "SelfTest", "Engine", "Vision", "Model", "KernelChecks", "Kernels", "CKernels", "Board",
         "Randomness", "ByteStrings", "CJPEG", "CProgram", "CSystem", "checkkernels"]
HOST = ["catseye-convert", "Accuracy", "Conversion", "Quantisation", "Calibration", "FloatReference", "Lowering", "GraphPasses",
        "ONNXImport", "NetworkGraph", "LatencyReport", "Dataset", "CFloat", "CPNG"]
LEFT_OUT = re.compile(r"neon|sdot|smull|smmla|smlal|dotprod|i8mm|\.pb\.swift$")


def read(path):
    """For each source file (relative path) and line, how often it ran, in the build that ran it most."""
    files, lines = collections.defaultdict(dict), None
    for entry in pathlib.Path(path).read_text().splitlines():
        if entry.startswith("SF:"):
            name = pathlib.Path(entry[3:])
            inside = name.is_relative_to(ROOT / "Sources") and not LEFT_OUT.search(name.name)
            lines = files[str(name.relative_to(ROOT / "Sources"))] if inside else {}
        elif entry.startswith("DA:"):
            number, count = (int(word) for word in entry[3:].split(",")[:2])
            lines[number] = max(lines.get(number, 0), count)
    return files


def runs(numbers):
    """1, 2, 3, 7 -> "1-3, 7"."""
    out = []
    for number in numbers:
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def main(path, missing, to):
    files = read(path)
    failed = False
    report = []
    for title, modules, least in [("board", BOARD, 95), ("host", HOST, 85)]:
        total = [0, 0]
        for module in modules:
            own = {name: lines for name, lines in files.items() if name.split("/")[0] == module}
            ran = sum(count > 0 for lines in own.values() for count in lines.values())
            all_ = sum(map(len, own.values()))
            total = [total[0] + ran, total[1] + all_]
            print(f"{title:5} {module:16} {ran:6} of {all_:6} lines {100 * ran / max(all_, 1):6.1f}%")
            report += [f"{name}: {runs(bad)}" for name, lines in sorted(own.items())
                       if (bad := sorted(line for line, count in lines.items() if count == 0))]
        share = 100 * total[0] / max(total[1], 1)
        print(f"{title:5} {'in all':16} {total[0]:6} of {total[1]:6} lines {share:6.1f}% (at least {least}%)\n")
        failed |= share < least
    if missing == "yes":
        pathlib.Path(to).write_text("\n".join(report) + "\n")
        print(f"not reached: {to}")
    sys.exit(failed)


main(*sys.argv[1:])
