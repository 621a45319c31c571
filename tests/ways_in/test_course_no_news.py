"""JupyterLab, opened as course.py and Binder set it up, asks no one about news."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from jupyterlab_server.settings_utils import get_settings
from playwright.sync_api import Page, TimeoutError

from ways_in import installing, lab
from ways_in.places import Course

SCHEMAS = Path(sys.prefix) / "share/jupyter/lab/schemas"
PLUGIN = "@jupyterlab/apputils-extension:notification"
TRACKER = "@jupyterlab/notebook-extension:tracker"


def test_jupyterlab_knows_the_settings_and_takes_them_for_defaults(folder, tmp_path):
    course = Course(folder)
    lab.quieten(course)
    settings = lab.settings_folder(course).parent
    found, warnings = get_settings(
        str(settings), str(SCHEMAS), str(tmp_path / "a person's"), schema_name=PLUGIN
    )
    assert found["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert found["schema"]["properties"]["checkForUpdates"]["default"] is False
    assert warnings == [None]
    assert found["settings"] == {}, "the person's own settings are left alone"


def wait_until_it_answers(address: str) -> None:
    """The address is told a moment before the server listens, longer on a busy machine."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=20).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {address}")


@contextmanager
def open_lab(folder, tmp_path, arguments):
    """Start JupyterLab as course.py does, for a person who never used it; yield its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter"),
    }
    command = [
        sys.executable,
        *lab.lab_command(Course(folder), ["--no-browser", "--port", "0", *arguments])[1:],
    ]
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            said = ""
            for line in server.stdout:
                said += line
                if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/lab\S*token=\w+", line):
                    address = found[0].replace(
                        "localhost", "127.0.0.1"
                    )  # the one name that the browser knows
                    wait_until_it_answers(address)
                    yield address
                    return
            pytest.fail(f"JupyterLab did not start:\n{said}")
        finally:
            installing.stop(server)  # JupyterLab now and then hangs when asked to end


def asked_about_news(page: Page, address: str) -> bool:
    """Open JupyterLab and say whether it asked within the time that it takes to ask."""
    page.goto(address)
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    try:
        page.wait_for_selector("text=official Jupyter news", timeout=8_000)
    except TimeoutError:
        return False
    return True


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    "as_the_course_does", [True, False], ids=["with the course's settings", "without them"]
)
def test_no_question_about_news_and_the_start_page_is_open(browser, folder, tmp_path, as_the_course_does):
    """Without the settings the question must come, or this test would not see it if it did."""
    settings = tmp_path / "settings"
    settings.mkdir()
    if as_the_course_does:
        lab.quieten(Course(folder))
        settings = lab.settings_folder(Course(folder)).parent
    with open_lab(folder, tmp_path, [f"--LabApp.app_settings_dir={settings}"]) as address:
        page = browser.new_page()
        asked = asked_about_news(page, address)
        title = page.title()
        page.close()
    assert asked != as_the_course_does
    assert title.startswith("00_start_her")


def test_the_settings_file_says_only_what_it_is_for(root):
    settings = json.loads((root / "ways_in/jupyterlab-settings.json").read_text(encoding="utf-8"))
    assert settings == {
        PLUGIN: {"fetchNews": "false", "checkForUpdates": False},
        # Cells out of sight stay in the accessibility tree: lists of headings and links are whole.
        TRACKER: {"windowingMode": "none"},
    }
