"""Shutting a submission off with bubblewrap: no network, nothing to write but a little room of its own.

Inside there are the system's programs, this Python, the course's package and its tables, all read-only; the
definitions of the checks, the solutions and other submissions are not there.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ketamine_course
from ketamine_course.commands.grading.running import Limits, Run, run_submission
from ketamine_course.commands.grading.system_calls import filter_program
from ketamine_course.evidence import course_folder

PROGRAM = [sys.executable, "-I", "-B", "-m", "ketamine_course.commands.grading.inside"]
ROOM_BYTES = 64 * 2**20
INSTALL = "sudo apt install bubblewrap"
_TRUSTED = "or run them unprotected with --trusted, if you trust whoever wrote them"
_SYSTEM_LINKS = ("bin", "lib", "lib32", "lib64", "sbin")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
_NOBODY = "65534"
_TRIAL = {"notebook": '{"cells": []}', "names": [], "functions": {}}
_TRIAL_LIMITS = Limits(seconds=120, memory_mb=4096)


class CannotShutOff(Exception):
    """Submissions cannot be shut off on this machine; the message says why, and what helps."""


def environment(home: str) -> dict[str, str]:
    """Return the few variables that a submission sees; what it writes by itself goes below ``home``."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/ipython",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "MPLBACKEND": "agg",
        "KETAMINE_COURSE_RECORD": f"{home}/record.jsonl",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        # Each thread of these would take its share of the memory limit in advance.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@dataclass(frozen=True)
class Sandbox:
    """Submissions are run by bubblewrap, at ``program``."""

    program: str

    def run(self, request: dict, limits: Limits) -> Run:
        """Run a submission shut off."""
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(filter_program())
        command = [self.program, *_walls(), "--seccomp", str(reading), "--", *PROGRAM]
        return run_submission(command, request, limits, environment("/tmp"), kept_open=[reading])


def open_sandbox() -> Sandbox:
    """Return a sandbox that was tried and works here.

    Raises CannotShutOff where this is not Linux, bubblewrap is missing, or the system does not let it work.
    """
    if sys.platform != "linux":
        raise CannotShutOff(f"submissions can be shut off on Linux only; grade them there, {_TRUSTED}")
    program = shutil.which("bwrap")
    if program is None:
        raise CannotShutOff(f"bubblewrap is missing; install it ({INSTALL}), {_TRUSTED}")
    try:
        trial = Sandbox(program).run(_TRIAL, _TRIAL_LIMITS)
    except ValueError as problem:  # a processor whose system calls are not known
        raise CannotShutOff(f"{problem}; grade elsewhere, {_TRUSTED}") from None
    if not trial.finished:
        raise CannotShutOff(
            f"bubblewrap cannot work here ({trial.status}). It says: "
            f"{trial.printed.strip() or 'nothing'}\nIt must be of version 0.7 or later, and the system must "
            f"let programs make user namespaces (unprivileged ones, if you are not root); {_TRUSTED}"
        )
    return Sandbox(program)


def _walls() -> list[str]:
    """Return bubblewrap's options. Later mounts may stand on earlier ones, so their order matters."""
    package, course = Path(ketamine_course.__file__).resolve().parent, course_folder()
    room = ["--size", str(ROOM_BYTES), "--tmpfs"]
    walls = ["--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    walls += ["--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY]
    walls += [*_system(), "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", *room, "/tmp"]
    for folder in (*_pythons(), package, course / "data"):
        walls += ["--ro-bind", str(folder), str(folder)]
    checks = str(package / "learning" / "checks")
    walls += ["--tmpfs", checks, "--remount-ro", checks]
    for fonts in _font_lists():
        walls += ["--ro-bind", str(fonts), f"/tmp/matplotlib/{fonts.name}"]
    exercises = str(course / "exercises")
    return [*walls, *room, exercises, "--remount-ro", "/", "--chdir", exercises]


def _system() -> Iterator[str]:
    """Yield the options that bring the system's programs and libraries."""
    yield from ("--ro-bind", "/usr", "/usr")
    for name in _SYSTEM_LINKS:
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", os.readlink(path), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    for file in _SYSTEM_FILES:
        yield from ("--ro-bind-try", file, file)


def _pythons() -> list[Path]:
    """Return the folders of this Python: its environment, and the installation that it was made from."""
    links = [Path(sys.executable)]
    while links[-1].is_symlink():
        links.append(links[-1].parent / os.readlink(links[-1]))
    folders = [Path(sys.prefix), Path(sys.base_prefix), *(link.parents[1] for link in links)]
    found = dict.fromkeys(form for folder in folders for form in (folder, folder.resolve()))
    return [folder for folder in found if not folder.is_relative_to("/usr") and folder != Path("/")]


def _font_lists() -> list[Path]:
    """Return Matplotlib's list of fonts, which it would look for anew, with programs that may not start."""
    import matplotlib
    import matplotlib.font_manager  # writes the list if there is none

    return sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))
