"""Running pip: its progress told in words, its failures told with what to do."""

import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

from .places import Course, Trouble, say

PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]

# Read from top to bottom: a full disk or a failed download often ends in the more general complaints below.
DIAGNOSES = [
    (
        r"No space left on device|Errno 28|not enough space on the disk|Disk quota exceeded|Errno 122",
        "The disk is full. Make room, then run this again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded package is not the one that the course was tested with (its hash differs). Something "
        "between you and the package index may be changing downloads. Try again; if it stays so, try another "
        "network, and empty pip's cache (python3 -m pip cache purge).",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "The package index could not be trusted: its certificate was not accepted. On a work or school "
        "network, ask which certificate pip should use; check the computer's date as well.",
    ),
    (
        r"NewConnectionError|ConnectTimeoutError|Failed to establish a new connection|Max retries exceeded"
        r"|Temporary failure in name resolution|getaddrinfo failed|nodename nor servname|Read timed out"
        r"|ReadTimeoutError|ProxyError|Connection refused|Connection aborted|ConnectionResetError"
        r"|Network is unreachable|Remote end closed connection|IncompleteRead|ProtocolError",
        "The package index could not be reached. Check the internet connection, and the proxy if you use "
        "one; then run this again. Opening the course needs no connection once it is set up.",
    ),
    (
        r"Long Path support",
        "A file's path is too long for Windows. Move the course to a short path such as C:\\course.",
    ),
    (
        r"No matching distribution found|Could not find a version that satisfies",
        "The package index has no version of a package that fits this computer and this Python. Python "
        "3.12 on a 64-bit computer is the surest choice; a mirror of the index may lag behind.",
    ),
    (
        r"Permission denied|Access is denied|Errno 13",
        "A file could not be written; is JupyterLab still open?",
    ),
]

# How pip begins to fetch a package: from an index or what is there already, or from a file.
ARRIVALS = r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)|Processing \S*?([^/\\-]+)-[^/\\]+\.whl"


def diagnose(output: str) -> str:
    """Return what pip's output means for the person at the keyboard, or an empty string."""
    for pattern, meaning in DIAGNOSES:
        if re.search(pattern, output, re.IGNORECASE):
            return meaning
    return ""


def blame(output: list[str]) -> str:
    """Return why pip failed: in our words and its last error, or all its last words if we have none."""
    meaning = diagnose("".join(output))
    if not meaning:
        return "".join(output[-25:]) + "\nThe installation failed; pip's last words stand above."
    errors = [line.strip() for line in output if line.startswith("ERROR")]
    return "\n".join([meaning, *(f"(pip says: {error})" for error in errors[-1:])])


def count_pins(lock: Path) -> int:
    """Return how many packages a lock pins, for any computer."""
    return len(re.findall(r"^[A-Za-z0-9][\w.-]*==", lock.read_text(encoding="utf-8"), re.MULTILINE))


class Progress:
    """What pip is doing, in words: on a terminal one line that changes, elsewhere a line now and then."""

    def __init__(self, total: int, site_packages: Path, stream=None, seconds_between: float = 5.0):
        self.total = total
        self.fetched = 0
        self.installing = False
        self.site_packages = site_packages
        self.before = self.installed()
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.pause = 0.2 if self.live else seconds_between
        self.last_time = 0.0
        self.last_text = ""

    def installed(self) -> set[str]:
        """Return the names of the packages that are in the environment now."""
        if not self.site_packages.is_dir():
            return set()
        return {found.name.split("-")[0] for found in self.site_packages.glob("*.dist-info")}

    def line(self, text: str) -> None:
        """Take in one line of pip's output."""
        if text.startswith("Ignoring "):
            self.total -= 1
        elif found := re.match(ARRIVALS, text):
            self.fetched += 1
            self.tell(f"fetching {self.fetched} of {self.total} packages: {found[1] or found[2]}")
        elif found := re.match(r"Installing collected packages: (.+)", text):
            self.installing = True
            self.total = len(found[1].split(","))

    def look(self) -> None:
        """Pip says nothing while it installs, so look at what has arrived."""
        if not self.installing:
            return
        new = self.installed() - self.before
        if new:
            latest = max(new, key=self.arrival)
            self.tell(f"installing {len(new)} of {self.total} packages: {latest}")

    def arrival(self, name: str) -> float:
        """Return when a package's record appeared, for finding the latest."""
        return max(
            (found.stat().st_mtime for found in self.site_packages.glob(f"{name}-*.dist-info")), default=0
        )

    def tell(self, text: str) -> None:
        """Show a step, unless one was shown a moment ago."""
        now = time.monotonic()
        if text == self.last_text or now - self.last_time < self.pause:
            return
        ending = " " * max(0, len(self.last_text) - len(text)) if self.live else "\n"
        self.stream.write(("\r  " if self.live else "  ") + text + ending)
        self.stream.flush()
        self.last_text, self.last_time = text, now

    def close(self) -> None:
        """Leave the changing line, so that the next thing said begins on its own."""
        if self.live and self.last_text:
            self.stream.write("\n")
            self.stream.flush()


def follow(process: subprocess.Popen, progress: Progress) -> list[str]:
    """Read a process's output to its end, telling its progress; return the lines."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for text in process.stdout:
            lines.put(text)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    output: list[str] = []
    while True:
        try:
            text = lines.get(timeout=0.5)
        except queue.Empty:
            progress.look()
            continue
        if text is None:
            return output
        output.append(text)
        progress.line(text.strip())


def stop(process: subprocess.Popen) -> None:
    """End a process that is no longer wanted, and wait until it has ended."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def pip_install(course: Course, arguments: list[str], total: int) -> None:
    """Run `pip install` in the course's environment.

    Raises:
        Trouble: if pip fails; the text says why, as far as can be told, and pip's last words are shown.
    """
    site_packages = next(course.venv.glob("[Ll]ib*/**/site-packages"), course.venv)
    progress = Progress(total, site_packages)
    process = subprocess.Popen(
        [
            str(course.python),
            *PIP,
            "install",
            "--progress-bar",
            "off",
            "--no-warn-script-location",
            *arguments,
        ],
        cwd=course.folder,
        env=course.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        output = follow(process, progress)
        code = process.wait()
    except BaseException:
        stop(process)
        raise
    finally:
        progress.close()
    if code:
        raise Trouble(blame(output))


def install_lock(course: Course, lock: Path) -> None:
    """Install exactly what a lock pins, each file checked against its hash, nothing built from source."""
    say(f"Installing what {lock.name} lists (one to five minutes, as the connection allows) ...")
    wanted = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    pip_install(course, wanted, count_pins(lock))


def install_package(course: Course) -> None:
    """Install the course's own package from this folder, so that edits to it take effect at once."""
    say("Installing the course's own package ...")
    pip_install(course, ["--no-deps", "--no-build-isolation", "--no-index", "-e", str(course.folder)], 1)
