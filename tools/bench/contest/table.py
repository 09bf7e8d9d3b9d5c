"""The result, for people and for programs."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """An engine's figures. ratio: its median over catseye's; agreement: with the float network's masks, 0 to 1."""

    engine: str
    precision: str
    median_ms: float
    best_ms: float
    ratio: float
    agreement: float
    turns_ms: tuple[float, ...]


def machine() -> str:
    """The kind of machine: architecture and processor."""
    model = platform.processor() or "unknown processor"
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{platform.machine()}, {model}"


def text(rows: Sequence[Row], heading: str, notes: Sequence[str]) -> str:
    """A Markdown table, quickest first, and the notes under it."""
    lines = [heading, "", "| engine | precision | median ms | best ms | ratio | agreement |", "|---|---|---|---|---|---|"]
    for row in sorted(rows, key=lambda row: row.median_ms):
        lines.append(
            f"| {row.engine} | {row.precision} | {row.median_ms:.1f} | {row.best_ms:.1f} | {row.ratio:.2f} | {row.agreement:.2%} |"
        )
    return "\n".join([*lines, *([""] if notes else []), *notes])


def as_json(rows: Sequence[Row], facts: dict[str, object], left_out: Sequence[str]) -> str:
    """One object on one line."""
    return json.dumps({**facts, "engines": [asdict(row) for row in rows], "left_out": list(left_out)})
