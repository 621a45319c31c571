"""Settings that hold for all tests."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "browser"))

from lab_page import running_browser

# Never a timed test: a slow machine is no fault. In CI the same examples each time, elsewhere new ones.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests a learner's record of their own: none may touch, or see, a real one."""
    folder = tempfile.TemporaryDirectory(prefix="record-")
    os.environ["KETAMINE_COURSE_RECORD"] = str(Path(folder.name) / "record.jsonl")
    config.add_cleanup(folder.cleanup)


@pytest.fixture(scope="session")
def browser():
    """A Chromium, headless; one for all tests of a worker, since Playwright allows no second in a process."""
    with running_browser() as found:
        yield found
