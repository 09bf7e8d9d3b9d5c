"""An error, as one line."""

import sys


class Problem(Exception):
    """A failure that the user can correct. status is the program's exit status (64 usage, 65 data, 66 no input)."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(" ".join(text.split()))
        self.status = status

    def tell(self, program: str = "peers") -> int:
        """Writes the line to standard error; returns the exit status."""
        print(f"{program}: {self}", file=sys.stderr)
        return self.status


def last_line(text: str, default: str) -> str:
    """The last line of a program's output that is not empty, cut to a readable length."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else default
