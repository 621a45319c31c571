"""Fixtures: a JupyterLab over a copy of the course, a browser, and a page in it."""

import sys
from pathlib import Path

import pytest

TOY_FOLDER = Path(__file__).parents[1] / "widgets"
sys.path.insert(0, str(TOY_FOLDER))

from lab_page import lab_page  # noqa: E402
from lab_server import copy_course, running_lab  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

# A busy machine may take longer than the usual five seconds; what never comes still fails.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A JupyterLab that serves a copy of the course."""
    folder = tmp_path_factory.mktemp("course")
    copy_course(folder)
    with running_lab(folder, tmp_path_factory.mktemp("private"), str(TOY_FOLDER)) as running:
        yield running


@pytest.fixture
def lab(browser, server):
    """A fresh page; at its end the test fails if anything reached for the network."""
    with lab_page(browser, server) as page:
        yield page
