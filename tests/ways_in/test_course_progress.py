"""pip's progress is told in words."""

import io

import pytest

from ways_in.installing import Progress, count_pins, diagnose


@pytest.fixture
def progress(tmp_path):
    progress = Progress(4, tmp_path, stream=io.StringIO(), seconds_between=0)
    progress.said = lambda: progress.stream.getvalue().splitlines()
    return progress


def test_packages_are_counted_as_they_come(progress, tmp_path):
    for line in [
        "Ignoring appnope: markers 'sys_platform == \"darwin\"' don't match your environment",
        "Collecting numpy==2.4.6 (from -r requirements.lock (line 1))",
        "  Downloading numpy-2.4.6.whl (16.6 MB)",
        "Requirement already satisfied: scipy==1.17.1 in ./lib",
        "Processing /a/shelf/pandas-3.1.1-cp311-cp311-linux.whl (from -r requirements.lock (line 9))",
        "Installing collected packages: numpy, pandas",
    ]:
        progress.line(line)
    progress.look()
    (tmp_path / "numpy-2.4.6.dist-info").mkdir()
    progress.look()
    assert progress.said() == [
        "  fetching 1 of 3 packages: numpy",
        "  fetching 2 of 3 packages: scipy",
        "  fetching 3 of 3 packages: pandas",
        "  installing 1 of 2 packages: numpy",
    ]


def test_packages_that_were_there_before_do_not_count(tmp_path):
    (tmp_path / "pip-23.2.1.dist-info").mkdir()
    progress = Progress(1, tmp_path, stream=io.StringIO(), seconds_between=0)
    progress.line("Installing collected packages: six")
    progress.look()
    assert progress.stream.getvalue() == ""


def test_the_locks_packages_are_counted(root):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert count_pins(root / "requirements.lock") == text.count("==") - text.count(" == ")


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("OSError: [Errno 28] No space left on device\nNo matching distribution found", "disk is full"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED]\nMax retries exceeded", "certificate"),
        ("Temporary failure in name resolution\nNo matching distribution found", "could not be reached"),
        ("ERROR: No matching distribution found for pywinpty", "no version"),
        (
            "HINT: This error might have occurred since this system does not have Windows Long Path support",
            "short",
        ),
    ],
)
def test_the_first_cause_is_named_not_what_followed_from_it(output, meaning):
    assert meaning in diagnose(output)


def test_an_unknown_failure_is_not_explained_away():
    assert diagnose("ERROR: something else") == ""
