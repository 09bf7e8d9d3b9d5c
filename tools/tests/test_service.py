"""The unit in the board's package: how much it would leave to an attacker, and that `run` works under its system-call filter.

The filter is applied here as systemd applies it, by seccomp, without systemd running."""

import ctypes
import platform
import re
import shutil
import struct
import subprocess

import pytest

from golden import HEIGHT, SMALL, WIDTH, frames
from programs import CATSEYE, ROOT

UNIT = ROOT / "tools" / "packaging" / "catseye.service"
pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None or platform.machine() != "x86_64", reason="NO systemd-analyze, or no x86-64"
)
# linux/seccomp.h, linux/filter.h, linux/audit.h
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, KILL, ERRNO_EPERM = 0x7FFF0000, 0x80000000, 0x00050001
AUDIT_ARCH_X86_64 = 0xC000003E
LOAD, JUMP_EQUAL, RETURN = 0x20, 0x15, 0x06


def numbers():
    """Name of a system call -> its number here, by the C library's headers."""
    text = subprocess.run(["cc", "-dM", "-E", "-"], input="#include <sys/syscall.h>\n#include <asm/unistd.h>\n",
                          capture_output=True, text=True, check=True).stdout
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+) (\d+)", text)}


def members(group):
    """The system calls of one of systemd's groups, including those of groups in it."""
    lines = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    names = set()
    for word in re.findall(r"^    ([@\w-]+)$", lines, re.M):
        names |= members(word) if word.startswith("@") else {word}
    return names


def allowed():
    names = set()
    for sign, words in re.findall(r"^SystemCallFilter=(~?)(.+)$", UNIT.read_text(), re.M):
        these = set().union(*(members(word) if word.startswith("@") else {word} for word in words.split()))
        names = names - these if sign else names | these
    return names


def instruction(code, value, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, value)


def program(names):
    """Allowed calls pass; all others fail with EPERM."""
    table = numbers()
    code = instruction(LOAD, 4) + instruction(JUMP_EQUAL, AUDIT_ARCH_X86_64, 1, 0) + instruction(RETURN, KILL)
    code += instruction(LOAD, 0)
    # execve starts the program itself; systemd does it before its filter takes effect
    for name in sorted((names | {"execve"}) & table.keys()):
        code += instruction(JUMP_EQUAL, table[name], 0, 1) + instruction(RETURN, ALLOW)
    return code + instruction(RETURN, ERRNO_EPERM)


def under_filter(names, *command, stdin=b""):
    code = program(names)
    buffer = ctypes.create_string_buffer(code)
    descriptor = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)

    def restrict():
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, descriptor, 0, 0):
            raise OSError(ctypes.get_errno(), "no seccomp")

    return subprocess.run(list(map(str, command)), input=stdin, capture_output=True, timeout=60, preexec_fn=restrict, check=False)


RUN = [CATSEYE, "run", "--model", SMALL, "--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]


def test_run_works_under_the_filter():
    names = allowed()
    assert len(names) > 100 and "setuid" not in names and "chown" not in names and "mount" not in names
    plain = subprocess.run(list(map(str, RUN)), input=frames(), capture_output=True, timeout=60, check=True).stdout
    for options in [[], ["--threads", 3, "--cpus", 0], ["--policy", "every", "--stats", "json"]]:
        result = under_filter(names, *RUN, *options, stdin=frames())
        assert result.returncode == 0 and result.stdout == plain, result.stderr
    result = under_filter(names, CATSEYE, "selftest", "--model", SMALL)
    assert result.returncode == 0, result.stderr
    # as in the unit: a shell, and a pipe on both sides
    pipeline = f"cat | {' '.join(map(str, RUN))} | cat"
    assert under_filter(names, "/bin/bash", "-o", "pipefail", "-c", pipeline, stdin=frames()).stdout == plain


def test_the_filter_bites():
    result = under_filter(allowed() - {"pread64", "read"}, *RUN, stdin=frames())
    assert result.returncode != 0


def test_exposure(tmp_path):
    """systemd's own rating, 0 to 10. The network is allowed, because a camera or a reader of the masks may use it."""
    unit = tmp_path / "catseye.service"
    unit.write_text(UNIT.read_text().replace("/usr/bin/catseye", "/bin/true"))
    result = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-300:]
