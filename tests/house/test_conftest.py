"""The promises of `tests/conftest.py`, each broken on purpose in a small test run of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, is_local


def run(folder: Path, source: str, *, workers: int = 0, **environment: str) -> tuple[int, str]:
    """Runs `source` as the only test file under a copy of the conftest; the exit code and the output."""
    (folder / "tests").mkdir()
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    without_the_product = conftest.replace('pytest_plugins = ["tests.fixtures"]', "")
    (folder / "tests" / "conftest.py").write_text(without_the_product, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests" / "test_planted.py").write_text(source, encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", str(workers), "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "REQUIRE": "", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


SKIPPED = """
import pytest

@pytest.mark.browser
def test_page():
    pytest.skip("no Chromium here")

def test_other():
    pass
"""


def test_a_skipped_browser_test_is_counted_and_passes_where_it_is_not_required(tmp_path: Path) -> None:
    code, output = run(tmp_path, SKIPPED)
    assert code == 0
    assert "browser 0 ran, 1 skipped" in output
    assert "1 passed, 1 skipped" in output.splitlines()[-1]


def test_a_skipped_browser_test_fails_where_it_is_required(tmp_path: Path) -> None:
    code, output = run(tmp_path, SKIPPED, workers=2, REQUIRE="browser")
    assert code == 1
    assert "browser is required here, but skipped" in output
    assert "1 failed, 1 passed" in output.splitlines()[-1]


def test_a_run_without_a_required_kind_fails(tmp_path: Path) -> None:
    code, output = run(tmp_path, "def test_other():\n    pass\n", workers=1, REQUIRE="postgres")
    assert code == 1
    assert "postgres tests are required here and none ran" in output


def test_a_misspelt_requirement_is_refused(tmp_path: Path) -> None:
    code, output = run(tmp_path, SKIPPED, REQUIRE="browsers")
    assert code == 4
    assert "browsers" in output


def test_a_test_that_reaches_outside_fails_even_if_it_hides_the_error(tmp_path: Path) -> None:
    source = (
        "import contextlib, socket\n"
        "def test_hides():\n"
        "    with contextlib.suppress(BaseException), socket.socket() as outside:\n"
        "        outside.connect(('192.0.2.1', 80))\n"
        "def test_looks_up():\n"
        "    with contextlib.suppress(BaseException):\n"
        "        socket.getaddrinfo('example.invalid', 80)\n"
    )
    code, output = run(tmp_path, source)
    assert code == 1
    assert "reached for another host" in output
    assert "2 errors" in output.splitlines()[-1]


def test_loopback_is_open_to_tests() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"localhost", None, ""])
def test_local_hosts_are_recognised(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid", "2001:db8::1", "localhost.example.invalid"])
def test_other_hosts_are_recognised(host: object) -> None:
    assert not is_local(host)
