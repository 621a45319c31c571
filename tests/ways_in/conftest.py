"""A small course folder that installs in a blink, and pip's stand-in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PROJECT = """
[project]
name = "ketamine-course"
version = "0.1.0"
[build-system]
requires = []
build-backend = "small_backend"
backend-path = ["."]
"""
START_PAGE = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def root() -> Path:
    """The real course folder."""
    return ROOT


@pytest.fixture
def folder(tmp_path) -> Path:
    """A course folder with the real course.py, one made-up requirement and a made-up package."""
    folder = tmp_path / "a course"
    shutil.copytree(ROOT / "ways_in", folder / "ways_in", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "course.py", folder)
    shutil.copy(Path(__file__).with_name("small_backend.py"), folder)
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "notebooks").mkdir()
    (folder / "notebooks/00_start_here.ipynb").write_text(START_PAGE, encoding="utf-8")
    pin = "smalldep==1.0 --hash=sha256:" + "0" * 64 + "\n"
    (folder / "requirements.lock").write_text(pin, encoding="utf-8")
    (folder / "requirements-test.lock").write_text(pin + pin.replace("smalldep", "testdep"), encoding="utf-8")
    return folder


class Run:
    """course.py at work in a folder, with a stand-in for pip that does as `mood` says."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.calls = folder.parent / "pip calls.txt"

    def start(self, *arguments: str, mood: str = "well") -> subprocess.Popen:
        """Start course.py in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("stand_in.py")), str(self.folder), *arguments],
            env=os.environ | {"STAND_IN_MOOD": mood, "STAND_IN_CALLS": str(self.calls)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def __call__(self, *arguments: str, mood: str = "well") -> tuple[int, str]:
        """Run course.py to its end; return its exit code and all it said."""
        process = self.start(*arguments, mood=mood)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def installs(self) -> list[str]:
        """Return what pip was asked to install so far, a word for each call."""
        return self.calls.read_text(encoding="utf-8").split() if self.calls.exists() else []


@pytest.fixture
def course(folder) -> Run:
    """Runs course.py in the small course folder, with pip's stand-in."""
    return Run(folder)
