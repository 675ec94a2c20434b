"""What `make` says on a machine that lacks something, and what it leaves alone when nothing is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = ("sh", "make", "touch", "rm", "mkdir", "grep", "sed")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout in `project/`, and `bin/`, the only folder on the PATH, with no Python and no uv."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"{tool} is missing"
        (tmp_path / "bin" / tool).symlink_to(found)
    (tmp_path / "project").mkdir()
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        shutil.copy(ROOT / name, tmp_path / "project")
    return tmp_path


def program(machine: Path, name: str, script: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def make(machine: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and everything said by make, on that machine."""
    outcome = subprocess.run(
        ["make", *arguments],
        cwd=machine / "project",
        env={"PATH": str(machine / "bin"), "HOME": str(machine)},
        executable=shutil.which("make"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_help_names_every_target_that_people_type(machine: Path) -> None:
    code, said = make(machine)
    assert code == 0
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    listed = set(re.findall(r"^  make ([a-z]+)", said, re.MULTILINE))
    assert listed == set(phony[1].split()) - {"chromium"}


def test_a_machine_without_python_is_told_so(machine: Path) -> None:
    code, said = make(machine, "run")
    assert code != 0
    assert "Python 3.11 or newer is needed; found: none" in said


def test_an_old_python_is_named(machine: Path) -> None:
    program(machine, "python3", f'case "$2" in *version_info*) exit 1;; esac; exec {sys.executable} "$@"')
    code, said = make(machine, "run")
    assert code != 0
    assert "Python 3.11 or newer is needed; found: python3" in said


def test_a_missing_venv_module_is_named_with_its_package(machine: Path) -> None:
    program(machine, "python3", f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"')
    code, said = make(machine, "run")
    assert code != 0
    assert "apt install python3-venv" in said
    assert not (machine / "project" / ".venv").exists()


def test_a_stub_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine, "python3.13", "exit 127")
    assert "found: none" in make(machine, "run")[1]

    program(machine, "python3", 'test "$2" = venv && mkdir -p .venv/bin && touch .venv/bin/python; exit 0')
    code, said = make(machine, ".venv/bin/python")
    assert (code, said) == (0, "")


def test_libraries_are_installed_once_and_again_when_their_lock_changes(machine: Path) -> None:
    program(machine, "python3", 'test "$2" = venv && mkdir -p .venv/bin && touch .venv/bin/python; exit 0')
    program(machine, "uv", 'test "$1" = pip && echo "$@" >> installed; exit 0')
    installed = machine / "project" / "installed"

    assert make(machine, ".venv/.run-ready")[0] == 0
    assert make(machine, ".venv/.run-ready")[0] == 0
    [once] = installed.read_text(encoding="utf-8").splitlines()
    assert "--require-hashes" in once
    assert once.endswith(" requirements.lock")

    later = (machine / "project" / ".venv" / ".run-ready").stat().st_mtime + 10
    os.utime(machine / "project" / "requirements.lock", (later, later))
    assert make(machine, ".venv/.run-ready")[0] == 0
    assert len(installed.read_text(encoding="utf-8").splitlines()) == 2
