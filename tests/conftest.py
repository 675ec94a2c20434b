"""What every test stands on: no network beyond this machine, repeatable examples, honest skips.

`REQUIRE=browser,postgres` turns a skipped test of these kinds into a failure, and fails a run that has none.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.fixtures"]

# Databases of tests live in memory where the machine lets them: they wait for no disk.
IN_MEMORY = Path("/dev/shm")  # noqa: S108
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))

ROOT = Path(__file__).resolve().parent.parent
RESOLUTIONS = ROOT.parent / "shared" / "resolutions"
KINDS = ("browser", "postgres", "resolutions")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Two shared cores say nothing about the code, so no deadline and no complaint about slow examples.
settings.register_profile(
    "default", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


# --- what a test may need ------------------------------------------------------------------------


def find_chromium() -> str | None:
    """The first installed Chromium that starts; a package may install a stub that does not."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0:
            return path
    return None


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; the test is skipped where there is none. Mark the test `browser`."""
    path = find_chromium()
    if path is None:
        pytest.skip(f"no Chromium that starts ({', '.join(BROWSERS)})")
    return path


@pytest.fixture(scope="session")
def resolutions_path() -> Path:
    """The council resolutions beside the checkout; skips without them. Mark the test `resolutions`."""
    if not RESOLUTIONS.is_dir():
        pytest.skip("the council resolutions (../shared/resolutions) are not beside this checkout")
    return RESOLUTIONS


# --- nothing leaves this machine -----------------------------------------------------------------


class OutsideCallError(AssertionError):
    """A test tried to reach another host."""


def is_local(host: object) -> bool:
    """True for loopback addresses, the name localhost, and "any address" (which a server binds)."""
    if isinstance(host, bytes):
        host = host.decode()
    return host in {None, "", "localhost", "::1", "0.0.0.0", "::"} or str(host).startswith("127.")  # noqa: S104


@pytest.fixture(scope="session", autouse=True)
def attempts() -> Iterator[list[str]]:
    """The hosts that were refused so far: code under test may swallow the exception, the list remembers."""
    refused: list[str] = []

    def check(host: object) -> None:
        if not is_local(host):
            refused.append(str(host))
            raise OutsideCallError(f"a test reached for {host}")

    def guarded(call: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def checked(self: socket.socket, address: Any) -> Any:
            if isinstance(address, tuple):  # a path is a socket file of this machine
                check(address[0])
            return call(self, address)

        return checked

    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield refused


@pytest.fixture(autouse=True)
def stays_on_this_machine(attempts: list[str]) -> Iterator[None]:
    """Fails the test that reached for another host."""
    before = len(attempts)
    yield
    assert attempts[before:] == [], "a test reached for another host"


# --- skips are counted, and refused where required -----------------------------------------------


def required() -> list[str]:
    return [kind for kind in os.environ.get("REQUIRE", "").split(",") if kind]


def pytest_configure(config: pytest.Config) -> None:
    if unknown := set(required()) - set(KINDS):
        raise pytest.UsageError(f"REQUIRE names {sorted(unknown)}; known: {', '.join(KINDS)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties += [("kind", kind) for kind in KINDS if item.get_closest_marker(kind)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        kinds = [kind for kind in required() if ("kind", kind) in item.user_properties]
        if kinds:
            report.outcome = "failed"
            report.longrepr = f"{'/'.join(kinds)} is required here, but skipped: {report.longrepr}"
    return report


class Tally:
    """Counts, in the process that reports, how the tests of each kind ended."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()

    def add(self, report: pytest.TestReport) -> None:
        counter = self.skipped if report.skipped else self.ran
        if report.skipped or report.when == "call":
            counter.update(str(kind) for name, kind in report.user_properties if name == "kind")

    def missing(self) -> list[str]:
        return [kind for kind in required() if not self.ran[kind]]


tally = Tally()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    tally.add(report)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    collects_only = session.config.option.collectonly
    is_worker = hasattr(session.config, "workerinput")
    if tally.missing() and not collects_only and not is_worker:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = (f"{kind} {tally.ran[kind]} ran, {tally.skipped[kind]} skipped" for kind in KINDS)
    terminalreporter.write_line(f"needs more than Python: {'; '.join(counts)}")
    for kind in tally.missing():
        terminalreporter.write_line(f"FAILED: {kind} tests are required here and none ran", red=True)
