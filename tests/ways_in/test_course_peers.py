"""`course.py test --peers` compares with R only, and says what is missing where it cannot."""

import sys

import pytest

from ways_in import checks, environment, peers
from ways_in.places import Course, Trouble


def an_rscript(folder, lacks):
    """Put a stand-in for Rscript into a folder; it has all packages but those it `lacks`."""
    cases = "".join(f"*{name}*) exit 1;; " for name in lacks)
    script = folder / "Rscript"
    script.write_text(f'#!/bin/sh\ncase "$*" in {cases}*) exit 0;; esac\n', encoding="utf-8")
    script.chmod(0o755)


def test_only_the_comparison_is_run_and_options_reach_it(folder):
    (check,) = checks.chosen_checks(Course(folder), ["--peers", "-k", "desolve"])
    assert check.command == ["python", "-m", "pytest", "tests/peers/fresh_run.py", "-k", "desolve"]


def test_the_file_named_is_there_and_the_everyday_run_leaves_it_out(root):
    assert (root / peers.TESTS).is_file()
    assert not (root / peers.TESTS).name.startswith("test_")


def test_without_r_it_fails_and_names_the_packages(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ensure", lambda course, testing: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match="apt install r-base-core r-cran-metafor r-cran-desolve"):
        checks.run_all(Course(folder), ["--peers"])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("lacks", "missing"),
    [
        ([], []),
        (["metafor"], ["r-cran-metafor"]),
        (["deSolve"], ["r-cran-desolve"]),
        (["metafor", "deSolve"], ["r-cran-metafor", "r-cran-desolve"]),
    ],
)
def test_only_what_is_missing_is_named(monkeypatch, tmp_path, lacks, missing):
    an_rscript(tmp_path, lacks)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert peers.missing_packages() == missing


def test_no_browser_is_needed(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(environment, "ensure", lambda course, testing: None)
    monkeypatch.setattr(checks, "ensure_browser", lambda course: asked.append("browser"))
    monkeypatch.setattr(peers, "missing_packages", list)
    monkeypatch.setattr(checks, "run_check", lambda course, check, variables: (True, 0.0))
    assert checks.run_all(Course(folder), ["--peers"]) == 0
    assert asked == []
