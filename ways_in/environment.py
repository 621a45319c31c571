"""Making the environment, and never mistaking a half-made one for a whole one.

The stamp is written last and says what the environment was made from. No stamp, no environment: whatever
else lies in the folder is put out of the way and made anew.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from . import installing
from .lab import quieten
from .places import COMMAND, WINDOWS, Course, Trouble, complain, say
from .turns import turn

ROOM_MB = {"course": 1200, "tests": 1800}  # what an installation takes at its fullest, downloads included
UNFINISHED = {"state": "unfinished"}


def digest(path: Path) -> str:
    """Return a file's SHA-256, the same whichever line ends git gave it."""
    try:
        return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    except FileNotFoundError:
        raise Trouble(f"{path.name} is missing. Get a fresh copy of the course folder.") from None


def fingerprint(course: Course) -> dict[str, str]:
    """Return what an environment has to be made from to fit this folder and this Python."""
    return {
        "requirements.lock": digest(course.lock),
        "Python": f"{sys.implementation.cache_tag} on {sys.platform} {platform.machine()}",
        "the folder's place": str(course.venv),
    }


def read_stamp(course: Course) -> dict:
    """Return what the stamp says; empty if there is none that can be read."""
    try:
        stamp = json.loads(course.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(course: Course, content: dict) -> None:
    """Write the stamp in one step: it is there whole, or not at all."""
    draft = course.stamp.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(draft, course.stamp)


def why_not(course: Course) -> str:
    """Return why the environment cannot be used as it is; empty if it can."""
    if not course.venv.exists():
        return "there is no environment yet"
    stamp = read_stamp(course)
    if not stamp:
        return "the folder .venv was not made by course.py"
    if stamp.get("state") != "ready":
        return "an earlier installation was not finished"
    if not course.python.exists():
        return "the Python that the environment was made with is gone"
    changed = [name for name, value in fingerprint(course).items() if stamp.get(name) != value]
    return f"{' and '.join(changed)} changed since the environment was made" if changed else ""


def ensure(course: Course, testing: bool = False) -> None:
    """Make the environment if it is missing or stale; with `testing`, with what the checks need too.

    Raises:
        Trouble: if it cannot be made; nothing is left that would later look whole.
    """
    if not why_not(course) and not unmet(course, testing):
        return
    with turn(course):
        reason = why_not(course)
        if reason:
            make(course, testing, reason)
        else:
            complete(course, testing)


def unmet(course: Course, testing: bool) -> list[str]:
    """Return which parts of a sound environment are behind: the package itself, the checks' tools."""
    stamp = read_stamp(course)
    parts = {"package": course.project} | ({"tests": course.test_lock} if testing else {})
    return [part for part, source in parts.items() if stamp.get(part) != digest(source)]


def complete(course: Course, testing: bool) -> None:
    """Bring the parts up to date that are behind; the stamp follows each, so that a failure is retried."""
    for part in unmet(course, testing):
        if part == "tests":
            need_room(course, ROOM_MB["tests"] - ROOM_MB["course"])
            installing.install_lock(course, course.test_lock)
            write_stamp(course, read_stamp(course) | {"tests": digest(course.test_lock)})
        else:
            installing.install_package(course)
            write_stamp(course, read_stamp(course) | {"package": digest(course.project)})


def make(course: Course, testing: bool, reason: str) -> None:
    """Make the environment from nothing; on any failure take away what was made of it."""
    say(f"Setting the course up: {reason}.")
    lock = course.test_lock if testing else course.lock
    content = fingerprint(course) | {"state": "ready", "package": digest(course.project)}
    content |= {"tests": digest(lock)} if testing else {}
    clear_away(course)
    need_room(course, ROOM_MB["tests" if testing else "course"])
    try:
        course.venv.mkdir()
        write_stamp(course, UNFINISHED)
        make_venv(course)
        installing.install_lock(course, lock)
        installing.install_package(course)
        quieten(course)
        write_stamp(course, content)
    except BaseException:
        remove(course.venv)
        raise


def own_python() -> str:
    """Return the Python to make the environment with: never the environment's own."""
    return getattr(sys, "_base_executable", None) or sys.executable


def make_venv(course: Course) -> None:
    """Run Python's own `venv`; say what is missing if it cannot."""
    say(f"Making the folder .venv with Python {platform.python_version()} ...")
    result = subprocess.run(
        [own_python(), "-m", "venv", str(course.venv)],
        capture_output=True,
        text=True,
        env=course.environment(),
        check=False,
    )
    if result.returncode == 0 and course.python.exists():
        return
    words = result.stdout + result.stderr
    complain(words)
    if "ensurepip" in words or "No module named venv" in words:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            "This Python came without what makes environments. On Debian, Ubuntu and Mint:\n"
            f"  sudo apt install python3-venv\n(or python{version}-venv), then run:  {COMMAND}"
        )
    raise Trouble(installing.diagnose(words) or "Python could not make an environment; it says why above.")


def need_room(course: Course, megabytes: int) -> None:
    """Stop before starting if the disk has too little room."""
    free = shutil.disk_usage(course.folder).free // 1_000_000
    if free < megabytes:
        raise Trouble(
            f"The disk is too full: setting up needs about {megabytes} MB, and {free} MB are free where the "
            "course is. Make room, then run this again; nothing was begun."
        )


def clear_away(course: Course) -> None:
    """Take the old environment away; one that course.py did not make is moved aside, never deleted."""
    if not course.venv.exists():
        return
    if Path(sys.prefix).resolve() == course.venv.resolve() and WINDOWS:
        raise Trouble(f"This runs inside the environment to be made anew. Type `deactivate`, then: {COMMAND}")
    stamped = course.stamp.exists()
    if stamped or (course.venv.is_dir() and not any(course.venv.iterdir())):
        remove(course.venv)
        return
    aside = next(
        place
        for number in range(1, 1000)
        if not (place := course.folder / f".venv.earlier-{number}").exists()
    )
    course.venv.rename(aside)
    say(f"It was moved to {aside.name}; delete that folder if you do not need it.")


def remove(folder: Path) -> None:
    """Delete an environment. It is renamed first, so that being stopped halfway leaves no half of one."""
    discarded = folder.with_name(".venv.discarded")
    shutil.rmtree(discarded, ignore_errors=True)
    try:
        folder.rename(discarded)
    except FileNotFoundError:
        return
    except PermissionError:
        raise Trouble(
            "The folder .venv is in use and cannot be replaced. Close JupyterLab (and any program that "
            "uses the course's Python), then run this again."
        ) from None
    shutil.rmtree(discarded, ignore_errors=True)
