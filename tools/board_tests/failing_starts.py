"""Called by test_c_failures.py under LD_PRELOAD. Each mmap and thread creation of catseye_open and catseye_start fails in turn, many
times over. It prints how many calls of each kind failed; anything left behind is an AssertionError."""

import ctypes
import os
import pathlib
import sys
import time

import c_interface as c

MAP, THREAD = 3, 4  # places in tools/faults/faults.c
TIMES = 50
PIXELS = ctypes.create_string_buffer(bytes(range(192)), 192)


def threads():
    """How many there are. The kernel wakes who joins a thread a moment before it takes that thread off this list, so that one
    which was joined may still stand there: it has 20 seconds to leave."""
    end = time.monotonic() + 20
    while (count := len(os.listdir("/proc/self/task"))) > 1 and time.monotonic() < end:
        time.sleep(0.001)
    return count


def held():
    """Threads, descriptors, and bytes of address space."""
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[0])
    return threads(), len(os.listdir("/proc/self/fd")), pages * os.sysconf("SC_PAGE_SIZE")


def status(library, arm, model, kind, number):
    """An open and a start with that fault. A correct library gives everything back. A model that was opened starts all the same
    when the fault is over, and computes."""
    error = c.Error()
    arm(kind, number)
    opened = library.open(model, error)
    if opened:
        library.start(opened, c.Options(threads=4), error)
    arm(-1, 0)
    result = error.status, error.message
    if opened and result[0] != c.OK:
        assert library.start(opened, c.Options(threads=4), error) == c.OK, (kind, number, error.message)
        frame = c.Frame(ctypes.cast(PIXELS, c.POINTER), 8, 8, 0, c.RGB24)
        assert library.run(opened, frame, error) == c.OK and library.mask(opened), (kind, number, error.message)
    library.close(opened)
    return result


def main(folder, faults, model):
    library, arm = c.load(pathlib.Path(folder)), ctypes.CDLL(faults).faults_arm
    arm.argtypes, arm.restype = [ctypes.c_int, ctypes.c_long], None
    assert status(library, arm, model.encode(), -1, 0)[0] == c.OK
    failed = {MAP: 0, THREAD: 0}
    for kind in failed:
        while True:
            number = failed[kind] + 1
            code, message = status(library, arm, model.encode(), kind, number)
            if code == c.OK:
                break
            before = held()
            for _ in range(TIMES):
                assert status(library, arm, model.encode(), kind, number) == (code, message)
            after = held()
            assert code == c.NO_RESOURCES and message and b"\n" not in message, (kind, number, code, message)
            assert after[:2] == before[:2] and after[0] == 1 and after[2] < before[2] + (64 << 10), (kind, number, before, after)
            failed[kind] = number
    assert status(library, arm, model.encode(), -1, 0)[0] == c.OK
    print(failed[MAP], failed[THREAD])


main(*sys.argv[1:])
