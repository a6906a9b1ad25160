"""The bounds that `make validate` sets to notebooks hold, and each is named when it is crossed."""

import os
import re
import socket
import subprocess
import sys

import nbformat
import offline
import pytest

ELSEWHERE = "192.0.2.1"  # an address that is nobody's, by RFC 5737


@pytest.fixture
def validate(tmp_path, pytestconfig):
    """`validate(*cells, memory=MB)`: status and output of nbval with the bounds of notebooks.

    Cells are code, or whole. With `kept`, that folder keeps what the book is told.
    """

    def validate(*cells, memory=2048, kept=None):
        new = nbformat.v4.new_code_cell
        code = [new(each, execution_count=1) if isinstance(each, str) else each for each in cells]
        path = tmp_path / "sample.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=code), path)
        options = ["-q", "--color=no", "-p", "notebook_limits", f"--notebook-memory={memory}"]
        if kept is not None:
            options += ["-p", "notebook_outputs", f"--notebook-outputs={kept}"]
        folders = (pytestconfig.rootpath / each for each in ("tools/limits", "book/_ext", "."))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, "--nbval", "--nbval-current-env", path],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, folders))},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        return done.returncode, re.sub(r"\x1b\[[\d;]*m", "", done.stdout)

    return validate


def test_each_cell_runs_twice_and_memory_is_told(validate):
    status, said = validate("count = 1", "assert count == 1")
    assert status == 0 and "4 passed" in said and "sample.ipynb: " in said


def test_a_cell_that_cannot_run_twice_is_named(validate):
    status, said = validate("def f(): pass", "assert 'done' not in globals()\ndone = True")
    assert status == 1 and "Cell 1 again" in said and "3 passed" in said


def test_a_notebook_that_holds_too_much_is_named(validate):
    status, said = validate("held = bytearray(300_000_000)", "del held", memory=300)
    assert status == 1 and "more than 300" in said


def test_workers_count(validate):
    cell = (
        "import subprocess, sys\n"
        "hold = 'held = bytearray(300_000_000); print(flush=True); input()'\n"
        "pipes = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE}\n"
        "worker = subprocess.Popen([sys.executable, '-c', hold], **pipes)\n"
        "_ = worker.stdout.readline()"
    )
    status, said = validate(cell, "worker.communicate(b'go')", memory=300)
    assert status == 1 and "more than 300" in said


def test_neither_a_notebook_nor_its_workers_ask_another_machine(validate):
    asks = [
        f"import socket; socket.create_connection(({ELSEWHERE!r}, 80), timeout=5)",
        f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ({ELSEWHERE!r}, 53))",
        "import urllib.request; urllib.request.urlopen('http://example.org')",
    ]
    worker = f"import subprocess, sys; subprocess.check_call([sys.executable, '-c', {asks[0]!r}])"
    status, said = validate(*asks, worker)
    assert status == 1 and "8 failed" in said
    # urllib hides the message in its own error, and a worker's stays on its stderr
    assert said.count("Offline: tests and notebooks use this machine only") >= 6
    assert said.count("CalledProcessError") >= 2


def test_this_machine_may_be_asked(validate):
    status, said = validate(
        "import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
        "client = socket.create_connection(server.getsockname())\n"
        "_ = socket.getaddrinfo('localhost', 80)\nclient.close()\nserver.close()"
    )
    assert status == 0, said


def test_these_tests_ask_no_other_machine_either():
    with pytest.raises(offline.Offline, match=ELSEWHERE):
        socket.create_connection((ELSEWHERE, 80), timeout=5)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *(
            (host, True)
            for host in ("127.0.0.1", "127.1.2.3", "::1", "localhost", "", None, "/tmp/x")
        ),
        *((host, False) for host in (ELSEWHERE, "10.0.0.1", "2001:db8::1", "example.org")),
    ],
)
def test_which_hosts_are_this_machine(host, local):
    assert offline.is_local(host) is local
