"""JupyterLab as course.py starts it, over a copy of the notebooks and without anyone's own settings."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(COURSE))

from ways_in import browser as ways_in_browser  # noqa: E402
from ways_in.lab import SETTINGS, lab_command  # noqa: E402
from ways_in.places import Course  # noqa: E402

START_SECONDS = 60
TOKEN = "test"


@dataclass
class LabServer:
    """A running JupyterLab: its address, and the folder that it serves."""

    url: str
    folder: Path

    def address(self, notebook: str) -> str:
        """Where a notebook of the served folder is opened, alone: other pages' notebooks are not restored."""
        return f"{self.url}/lab/workspaces/{uuid.uuid4().hex}/tree/{notebook}?token={TOKEN}"

    def ask(self, path: str, method: str = "GET") -> object:
        """The server's own answer to one request of its interface, decoded."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.url}/api/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")


def find_browser() -> str:
    """The browser that course.py would choose (COURSE_BROWSER first), or "" for Playwright's own."""
    return ways_in_browser.find_browser()


def copy_course(to: Path) -> None:
    """Copy what a learner opens, so that running notebooks changes no source."""
    for name in ("notebooks", "exercises", "data"):
        shutil.copytree(COURSE / name, to / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))


def _own_folders(private: Path) -> dict[str, str]:
    """Variables that give JupyterLab fresh folders for settings, state and everything else."""
    settings = private / "user-settings"
    for plugin, values in json.loads((COURSE / "ways_in" / SETTINGS).read_text()).items():
        package, name = plugin.split(":")
        (settings / package).mkdir(parents=True, exist_ok=True)
        (settings / package / f"{name}.jupyterlab-settings").write_text(json.dumps(values))
    return {
        "HOME": str(private),
        "USERPROFILE": str(private),
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "IPYTHONDIR": str(private / "ipython"),
    }


def _wait_for_address(process: subprocess.Popen, runtime: Path, log: Path) -> str:
    """The address that the server has written down, once it answers there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for record in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                url = json.loads(record.read_text())["url"].rstrip("/").replace("localhost", "127.0.0.1")
                LabServer(url, runtime).ask("status")
                return url
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start within {START_SECONDS} s:\n{log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen, url: str) -> None:
    """Stop the kernels and the server, gently first."""
    with contextlib.suppress(OSError):
        LabServer(url, Path()).ask("shutdown", "POST")
        process.wait(20)
    for end in (process.terminate, process.kill):
        if process.poll() is None:
            end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


@contextlib.contextmanager
def running_lab(folder: Path, private: Path, python_path: str = "") -> Iterator[LabServer]:
    """JupyterLab serving ``folder``, on a free port; ``private`` holds its settings, state and log.

    ``python_path`` is where kernels find further modules. Raises RuntimeError if it does not start.
    """
    command = lab_command(
        Course(folder),
        [
            "--no-browser",
            "--ServerApp.port=0",
            "--ServerApp.ip=127.0.0.1",
            f"--IdentityProvider.token={TOKEN}",
            # Lets a test ask JupyterLab for commands instead of hunting for menu entries.
            "--LabApp.expose_app_in_browser=True",
        ],
    )
    command[0] = sys.executable
    (private / "runtime").mkdir(parents=True)
    variables = (
        Course(COURSE).environment()
        | _own_folders(private)
        | {"MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", "")}
    )
    variables = {name: value for name, value in variables.items() if value}
    if python_path:
        variables["PYTHONPATH"] = python_path
    log = private / "server.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, cwd=folder, env=variables, stdout=stream, stderr=subprocess.STDOUT
        )
        url = ""
        try:
            url = _wait_for_address(process, private / "runtime", log)
            yield LabServer(url, folder)
        finally:
            _stop(process, url or "http://127.0.0.1:9")
