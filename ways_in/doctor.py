"""Looking at the set-up, and saying how to mend what is wrong with it."""

import json
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import environment
from .browser import SYSTEM_PACKAGES, find_browser
from .lab import settings_folder
from .places import COMMAND, START_PAGE, Course, Trouble, say

PACKAGES = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib", "pandas", "numpy", "scipy")
REMAKE = f"Delete the folder .venv, then run:  {COMMAND} setup"

# Run by the environment's own Python: which packages differ from the lock, and where the course comes from.
ASK = """
import importlib, importlib.metadata, json, pathlib, re, sys
text, packages = pathlib.Path(sys.argv[1]).read_text("utf-8"), sys.argv[2:]
pins = re.findall(r"^([A-Za-z0-9][\\w.-]*)==([^\\s;]+)( ;)?", text, re.M)
differing, broken = [], []
for name, version, marker in pins:
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found = version if marker else "missing"
    if found != version:
        differing.append(f"{name} ({found}, not {version})")
for name in packages:
    try:
        importlib.import_module(name)
    except Exception as error:
        broken.append(f"{name} ({error})")
course = importlib.util.find_spec("ketamine_course")
print(json.dumps({"differing": differing, "broken": broken, "course": course and course.origin}))
"""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and how to mend it if it is not."""

    well: bool
    seen: str
    mend: str = ""
    grave: bool = True


def look_at_python(course: Course) -> Iterator[Finding]:
    """The Python that runs this (course.py has already refused one that is too old)."""
    yield Finding(True, f"Python {platform.python_version()} on {platform.platform()}")


def look_at_environment(course: Course) -> Iterator[Finding]:
    """Whether the environment is there, whole, and made from this lock."""
    reason = environment.why_not(course)
    yield Finding(
        not reason, f"environment: {reason or 'whole, and made from this lock'}", f"Run:  {COMMAND} setup"
    )
    if not reason:
        behind = environment.unmet(course, testing=False)
        yield Finding(not behind, "the course's own package is up to date", f"Run:  {COMMAND} setup")


def ask_environment(course: Course, *command: str) -> subprocess.CompletedProcess:
    """Run the environment's Python and return what came of it.

    Raises:
        Trouble: if it does not start or does not end.
    """
    try:
        return subprocess.run(
            [str(course.python), *command],
            capture_output=True,
            text=True,
            env=course.environment(),
            cwd=course.folder,
            timeout=180,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"the environment's Python does not answer ({error})") from None


def look_at_packages(course: Course) -> Iterator[Finding]:
    """Whether what is installed is what the lock says, can be imported, and is taken from this folder."""
    answer = ask_environment(course, "-c", ASK, str(course.lock), *PACKAGES)
    if answer.returncode:
        yield Finding(False, f"packages could not be looked at: {answer.stderr.strip()[-300:]}", REMAKE)
        return
    found = json.loads(answer.stdout)
    differing, broken = "; ".join(found["differing"]), "; ".join(found["broken"])
    yield Finding(not differing, f"versions: {differing or 'as the lock says'}", REMAKE)
    yield Finding(not broken, f"imports: {broken or ', '.join(PACKAGES)}", REMAKE)
    here = str(course.folder / "src" / "ketamine_course")
    origin = found["course"] or "not installed"
    yield Finding(
        origin.startswith(here), f"the course's package: {origin}", f"Run:  {COMMAND} setup, or: {REMAKE}"
    )


def look_at_lab(course: Course) -> Iterator[Finding]:
    """Whether JupyterLab answers, is quiet about news, and has a start page to open."""
    answer = ask_environment(course, "-m", "jupyterlab", "--version")
    seen = answer.stdout.strip() or answer.stderr.strip()[-300:]
    yield Finding(answer.returncode == 0, f"JupyterLab {seen}", REMAKE)
    yield Finding(any(settings_folder(course).glob("*.json")), "JupyterLab's news are off", REMAKE)
    page = course.folder / START_PAGE
    yield Finding(page.exists(), f"start page {START_PAGE}", "Get a fresh copy of the course folder.")


def look_at_machine(course: Course) -> Iterator[Finding]:
    """Room on the disk, the right to write, and a browser for the tests (which learners do not need)."""
    free = shutil.disk_usage(course.folder).free // 1_000_000
    yield Finding(
        free > 200, f"{free} MB free on the disk", "Make room: at least 200 MB, 1,200 MB to set up."
    )
    try:
        with tempfile.TemporaryFile(dir=course.folder):
            yield Finding(True, "the course folder can be written")
    except OSError as error:
        yield Finding(
            False, f"the course folder cannot be written: {error}", "Move the course to a folder of yours."
        )
    browser = find_browser()
    yield Finding(
        bool(browser),
        f"browser for the tests: {browser or 'none'}",
        f"Only the tests need it. Run:  {COMMAND} test, or install {' and '.join(SYSTEM_PACKAGES)}.",
        grave=False,
    )


LOOKS: list[Callable[[Course], Iterator[Finding]]] = [
    look_at_python,
    look_at_environment,
    look_at_packages,
    look_at_lab,
    look_at_machine,
]


def findings(course: Course) -> Iterator[Finding]:
    """Look at everything; where there is no environment, not at what would be in it."""
    for look in LOOKS:
        if look in (look_at_packages, look_at_lab) and not course.python.exists():
            continue
        try:
            yield from look(course)
        except Trouble as trouble:
            yield Finding(False, str(trouble), REMAKE)


def report(course: Course) -> int:
    """Print what was found; return 1 if anything keeps the course from opening."""
    ill = 0
    for finding in findings(course):
        word = "well" if finding.well else ("MEND" if finding.grave else "note")
        say(f"{word}  {finding.seen}")
        if not finding.well:
            say(f"      {finding.mend}")
        ill += finding.grave and not finding.well
    say("All is well." if not ill else f"{ill} to mend, as said above.")
    return 1 if ill else 0
