"""Opening JupyterLab on the start page, without its question about news."""

import os
import shutil
import subprocess

from .places import START_PAGE, WINDOWS, Course, complain, say

SETTINGS = "jupyterlab-settings.json"


def settings_folder(course: Course):
    """Return where JupyterLab looks for the defaults of this environment (not of this person)."""
    return course.venv / "share" / "jupyter" / "lab" / "settings" / "overrides.d"


def quieten(course: Course) -> None:
    """Give the environment's JupyterLab the course's defaults; a person's own settings still prevail."""
    settings_folder(course).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(course.folder / "ways_in" / SETTINGS, settings_folder(course) / "ketamine-course.json")


def lab_command(course: Course, arguments: list[str]) -> list[str]:
    """Return the command that opens JupyterLab; `arguments` come last, so that they prevail."""
    command = [
        str(course.python),
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={course.folder}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
    ]
    if not WINDOWS and os.geteuid() == 0 and "--allow-root" not in arguments:
        command.append("--allow-root")
    return command + arguments


def open_lab(course: Course, arguments: list[str]) -> int:
    """Open JupyterLab and stay until it is closed; return its exit code."""
    if not (course.folder / START_PAGE).exists():
        complain(f"{START_PAGE} is missing; JupyterLab opens without it.")
    say("Opening JupyterLab. To close it, press Ctrl-C here twice, or use its menu File > Shut Down.")
    say("If you see only a list of files, press Ctrl+B (Mac: Cmd+B).")
    command, variables = lab_command(course, arguments), course.environment()
    if not WINDOWS:
        os.chdir(course.folder)
        os.execve(command[0], command, variables)
    process = subprocess.Popen(command, cwd=course.folder, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab hears Ctrl-C as well, and asks by itself whether to stop
