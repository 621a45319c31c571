"""What the tests need of the system: a Chromium, found or installed, and on Linux bubblewrap."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .places import WINDOWS, Course, Trouble, say

VARIABLE = "COURSE_BROWSER"  # read by the browser tests; set it yourself to choose another browser
SYSTEM_PACKAGES = ("chromium", "fonts-dejavu-core", "bubblewrap")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
MAC_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_PROGRAMS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")


def candidates() -> list[str]:
    """Return where a browser may be, the likeliest first; not all of these exist."""
    places = [os.environ.get(VARIABLE), *(shutil.which(name) for name in NAMES)]
    if sys.platform == "darwin":
        places += [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC_APPLICATIONS]
    if WINDOWS:
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        places += [str(Path(root, program)) for root in roots if root for program in WINDOWS_PROGRAMS]
    return [place for place in places if place]


def works(browser: str) -> bool:
    """Say whether a browser really starts: some systems have a stand-in that only gives advice."""
    if not Path(browser).is_file():
        return False
    if WINDOWS:
        return True  # there `--version` opens a window
    try:
        return (
            subprocess.run([browser, "--version"], capture_output=True, timeout=60, check=False).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_browser() -> str:
    """Return the path of an installed Chromium, Chrome or Edge; empty if there is none."""
    return next((place for place in candidates() if works(place)), "")


def administrator() -> list[str] | None:
    """Return what to put before a command to install system packages; None where that is not possible."""
    if sys.platform != "linux" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install_by_system() -> None:
    """Install the system's packages with its package manager, where that needs no password."""
    before = administrator()
    if before is None:
        return
    say(f"Installing {' and '.join(SYSTEM_PACKAGES)} with apt-get ...")
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    install = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q"]
    install += ["--no-install-recommends", *SYSTEM_PACKAGES]
    # A fresh machine's list of packages may be empty or old; the complaint of the first try is not news.
    if subprocess.run(install, stderr=subprocess.DEVNULL, **quiet).returncode:
        subprocess.run([*before, "apt-get", "update", "-q"], **quiet)
        subprocess.run(install, **quiet)


def playwright_browser(course: Course, install: bool) -> str:
    """Return Playwright's own Chromium, after having it fetched if asked; empty if there is none."""
    run = {"env": course.environment(), "stdin": subprocess.DEVNULL, "check": False}
    if install:
        say("Fetching a Chromium with Playwright ...")
        subprocess.run([course.python, "-m", "playwright", "install", "chromium"], **run)
    ask = "import playwright.sync_api as p\nwith p.sync_playwright() as s: print(s.chromium.executable_path)"
    found = subprocess.run([course.python, "-c", ask], capture_output=True, text=True, **run).stdout.strip()
    return found if found and works(found) else ""


def lacks_sandbox() -> bool:
    """Say whether this is a Linux without bubblewrap, in which the tests of `grade` cannot run."""
    return sys.platform == "linux" and not shutil.which("bwrap")


def ensure_browser(course: Course) -> str:
    """Return the path of a browser for the tests, installing what is lacking where that can be done unasked.

    Raises:
        Trouble: if there is none: the browser tests are never left out in silence.
    """
    browser = find_browser()
    if not browser or lacks_sandbox():
        install_by_system()
        browser = find_browser() or playwright_browser(course, False) or playwright_browser(course, True)
    if not browser:
        raise Trouble(
            "The tests need a Chromium, Chrome or Edge, and none could be found or installed. Install one "
            f"(on Debian and Ubuntu: sudo apt install {' '.join(SYSTEM_PACKAGES)}), or name one in the "
            f"variable {VARIABLE}, then run the tests again."
        )
    return browser
