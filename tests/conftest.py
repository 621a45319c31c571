"""Settings that hold for all tests."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "browser"))

from lab_page import running_browser

# Never a timed test: a slow machine is no fault. In CI the same examples each time, elsewhere new ones.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")


@pytest.fixture(scope="session")
def browser():
    """A Chromium, headless; one for all tests of a worker, since Playwright allows no second in a process."""
    with running_browser() as found:
        yield found
