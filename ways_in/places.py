"""Where things are in the course folder, and how to speak to the person at the keyboard."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

WINDOWS = os.name == "nt"
COMMAND = "py course.py" if WINDOWS else "python3 course.py"
START_PAGE = "notebooks/00_start_here.ipynb"


class Trouble(Exception):
    """Something went wrong that the person at the keyboard can mend; the text says how."""


@dataclass(frozen=True)
class Course:
    """The course folder and what course.py reads and makes in it."""

    folder: Path

    @property
    def venv(self) -> Path:
        """The environment that course.py makes, and makes again whenever it no longer fits."""
        return self.folder / ".venv"

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        return self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")

    @property
    def programs(self) -> Path:
        """The folder of the environment's commands."""
        return self.python.parent

    @property
    def lock(self) -> Path:
        """What learners need: every package, every version, every hash."""
        return self.folder / "requirements.lock"

    @property
    def test_lock(self) -> Path:
        """The same at the same versions, and what the checks need besides."""
        return self.folder / "requirements-test.lock"

    @property
    def project(self) -> Path:
        """The description of the course's own package."""
        return self.folder / "pyproject.toml"

    @property
    def stamp(self) -> Path:
        """Written last: says what the environment was made from."""
        return self.venv / "course-stamp.json"

    def environment(self) -> dict[str, str]:
        """Variables for programs of the environment, without those that would lead them elsewhere."""
        astray = {
            "JUPYTERLAB_DIR",
            "PIP_PREFIX",
            "PIP_QUIET",
            "PIP_ROOT",
            "PIP_TARGET",
            "PIP_VERBOSE",
            "PYTHONHOME",
            "PYTHONPATH",
        }
        kept = {name: value for name, value in os.environ.items() if name.upper() not in astray}
        path = os.pathsep.join([str(self.programs), kept.get("PATH", os.defpath)])
        return kept | {
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PATH": path,
            "PIP_USER": "0",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONNOUSERSITE": "1",
            "PYTHONUNBUFFERED": "1",
            "VIRTUAL_ENV": str(self.venv),
        }


def say(text: str) -> None:
    """Print one line at once, also where output is not a terminal."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print to standard error, after whatever was said before."""
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)
