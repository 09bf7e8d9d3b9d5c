"""What matters on a board: real-time options, the service manager, the start, the system's report."""

import json
import os
import socket
import subprocess

import pytest

from programs import CATSEYE, MODEL, ROOT, one_line, run


def told(result):
    return [line for line in result.stderr.decode().splitlines() if line.startswith("catseye: ")]


def test_options_of_real_time_fall_back_with_a_warning_each(frames, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give its privileges away")
    program, model = tmp_path / "catseye", tmp_path / "city.ceye"
    for source, copy in [(CATSEYE, program), (MODEL, model)]:
        copy.write_bytes(source.read_bytes())
        copy.chmod(0o755)
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o11)
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c"]
    command += ['ulimit -r 0; ulimit -l 0; exec "$@"', "-"]
    arguments = ["run", "--model", model, "--rt-priority", "10", "--lock-memory"]
    result = subprocess.run([*command, program, *arguments], input=frames[0], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    warnings = told(result)
    assert len(warnings) == 2 and all("warning: " in line for line in warnings)
    assert "--rt-priority" in warnings[0] and "--lock-memory" in warnings[1]
    assert result.stdout == run(CATSEYE, "run", "--model", MODEL, stdin=frames[0]).stdout


def test_options_of_real_time_change_no_byte(frames):
    """As root they take effect; where the machine forbids them, a warning says so."""
    processor = min(os.sched_getaffinity(0))
    result = run(
        CATSEYE, "run", "--model", MODEL, "--rt-priority", 10, "--lock-memory", "--cpus", processor, stdin=frames[0]
    )
    assert result.returncode == 0, result.stderr
    assert all("warning: --" in line for line in told(result))
    assert result.stdout == run(CATSEYE, "run", "--model", MODEL, stdin=frames[0]).stdout


@pytest.mark.parametrize("options", [["--rt-priority", "0"], ["--rt-priority", "100"], ["--cpus", "1023"], ["--cpus", "a"]])
def test_options_that_cannot_be(options):
    result = run(CATSEYE, "run", "--model", MODEL, *options)
    assert result.returncode == 64 and options[0] in one_line(result)


def test_service_manager_hears_of_readiness_frames_and_the_end(frames, tmp_path):
    """READY=1 comes before the first frame is there; there are at most four heartbeats in the watchdog's interval."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.settimeout(60)
    listener.bind(str(tmp_path / "notify"))
    environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400"}
    with subprocess.Popen(
        [CATSEYE, "run", "--model", MODEL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert listener.recv(100) == b"READY=1"
        out, _ = process.communicate(frames[0] + frames[1], timeout=60)
    assert len(out) == 2 * 480 * 360 and process.returncode == 0
    assert [listener.recv(100) for _ in range(3)] == [b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_no_service_manager_no_word(frames, tmp_path):
    """A missing socket, a long name, and a slow watchdog disturb nothing."""
    for path in [str(tmp_path / "none"), "/" + "x" * 200, "relative", ""]:
        result = run(CATSEYE, "run", "--model", MODEL, stdin=frames[0], environment={"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "x"})
        assert result.returncode == 0 and told(result) == []


def test_startup_is_reported(frames):
    result = run(CATSEYE, "run", "--model", MODEL, "--stats", "json", stdin=frames[0])
    startup = json.loads(result.stderr)["startup_ms"]
    print(f"startup_ms {startup:.1f}")
    assert 0.5 < startup < 5000


def test_system_report():
    report = json.loads(run(CATSEYE, "info", "--system", "--json").stdout)
    usable = os.sched_getaffinity(0)
    assert {item["index"] for item in report["processors"]} >= usable
    assert report["threads"] == min(len(usable), 8)
    assert report["isa"] == report["features"][-1] and len(report["kernels"]) >= 2
    assert abs(report["memory_bytes"] - os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")) < 0.05 * report["memory_bytes"]
    text = run(CATSEYE, "info", "--system")
    assert text.returncode == 0 and b"governor" in text.stdout
    assert run(CATSEYE, "info", "--system", "--model", MODEL).returncode == 64


def test_bench_board_prints_a_row(tmp_path):
    """Uses an ssh that runs its command here."""
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor command; do :; done\nexec sh -c "$command"\n')
    ssh.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    command = [ROOT / "tools" / "bench" / "board", "--program", CATSEYE, "--frames", "1", "--heading", "here"]
    result = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    heading, rule, row = result.stdout.splitlines()
    assert heading.count("|") == rule.count("|") == row.count("|") == 8
    cells = [cell.strip() for cell in row.split("|")[1:-1]]
    assert float(cells[4]) > 0 and float(cells[5]) > 0 and int(cells[3]) >= 1
    ssh.write_text("#!/bin/sh\necho 'ssh: no route to host' >&2\nexit 255\n")
    result = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and result.stderr == "board: here: ssh: no route to host\n"
