"""The stack that the board's program takes has a bound, which is known in advance."""

import re
import subprocess

from conftest import ROOT


def test_no_function_takes_more_than_eight_kilobytes_or_an_unknown_amount():
    result = subprocess.run([ROOT / "tools/stack-frames"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    functions = int(result.stdout.split(" functions of Catseye")[0].rsplit("\n", 1)[-1])
    assert functions > 1000


def test_a_smaller_limit_names_who_is_over_it():
    result = subprocess.run([ROOT / "tools/stack-frames", "--limit", "1024", "--most", "1"], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    largest = re.search(r"^ +(\d+) bytes  \w", result.stdout, re.MULTILINE)
    assert largest and 1024 < int(largest[1]) <= 8192, result.stdout
