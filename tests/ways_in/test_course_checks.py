"""`course.py test` runs every check, fails when any fails, and leaves no browser test out in silence."""

import sys

import pytest

from ways_in import browser, checks, environment
from ways_in.checks import Check
from ways_in.places import Course, Trouble


@pytest.fixture
def course(folder, monkeypatch):
    """A course whose environment is this Python's, so that checks really run."""
    monkeypatch.setattr(environment, "ensure", lambda course, testing: None)
    monkeypatch.setattr(checks, "ensure_browser", lambda course: "/some/browser")
    python = Course(folder).python
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return Course(folder)


def well(promise):
    return Check(
        promise, ["python", "-c", "import os; assert os.environ['COURSE_BROWSER'] == '/some/browser'"]
    )


def ill(promise):
    return Check(promise, ["python", "-c", "raise SystemExit(3)"])


def test_all_passing_is_success(course, monkeypatch, capsys):
    monkeypatch.setattr(checks, "all_checks", lambda course, arguments: [well("a"), well("b")])
    assert checks.run_all(course, []) == 0
    assert "All 2 checks passed" in capsys.readouterr().out


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_failure_anywhere_fails_but_the_others_still_run(course, monkeypatch, capsys, place):
    some = [well("first"), well("second"), well("third")]
    some[place] = ill("broken")
    monkeypatch.setattr(checks, "all_checks", lambda course, arguments: some)
    assert checks.run_all(course, []) == 1
    said = capsys.readouterr().out
    assert said.count("passed  ") == 2
    assert "FAILED" in said.split("in sum")[1].splitlines()[1 + place]
    assert "1 of 3 checks failed" in said


def test_every_kind_of_check_is_in_the_list(folder):
    commands = [" ".join(check.command) for check in checks.all_checks(Course(folder), [])]
    for part in (
        "ruff check .",
        "ruff format --check .",
        "lint-imports",
        "frictionless validate data/datapackage.json",
        "pytest -n 2 --dist loadfile tests",
        "--nbval --nbval-sanitize-with tests/notebooks/sanitize.cfg --nbval-current-env",
        "no:cacheprovider notebooks",
    ):
        assert any(part in command for command in commands), part


def test_solutions_are_run_once_there_are_any(folder):
    assert checks.notebook_folders(Course(folder)) == ["notebooks"]
    (folder / "exercises/solutions").mkdir(parents=True)
    (folder / "exercises/solutions/one.ipynb").touch()
    assert checks.notebook_folders(Course(folder)) == ["notebooks", "exercises/solutions"]


def test_no_notebooks_at_all_is_a_failure(course):
    (course.folder / "notebooks/00_start_here.ipynb").unlink()
    command = ["python", "-m", "pytest", "--nbval", *checks.notebook_folders(course)]
    assert checks.run_check(course, Check("notebooks run", command), course.environment())[0] is False


def test_options_reach_the_tests_and_nothing_is_left_out(folder):
    chosen = checks.chosen_checks(Course(folder), ["-k", "dose"])
    assert len(chosen) == len(checks.all_checks(Course(folder), []))
    assert ["tests", "-k", "dose"] in [check.command[-3:] for check in chosen]


def test_naming_tests_runs_only_those_and_says_so(course, monkeypatch, capsys):
    (course.folder / "tests").mkdir()
    (course.folder / "tests/test_one.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    assert checks.run_all(course, ["tests/test_one.py::test_one", "-q", "-p", "no:cacheprovider"]) == 0
    said = capsys.readouterr().out
    assert "The other checks were left out" in said


def test_without_a_browser_the_tests_fail_and_say_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(browser, "candidates", list)
    monkeypatch.setattr(browser, "administrator", lambda: None)
    monkeypatch.setattr(browser, "playwright_browser", lambda course, install: "")
    with pytest.raises(Trouble, match="none could be found or installed"):
        browser.ensure_browser(Course(folder))


def test_a_browser_is_looked_for_before_one_is_installed(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(browser, "find_browser", lambda: "")
    monkeypatch.setattr(browser, "lacks_sandbox", lambda: False)
    monkeypatch.setattr(browser, "install_by_system", lambda: asked.append("system"))
    monkeypatch.setattr(browser, "playwright_browser", lambda course, install: asked.append(install) or "")
    with pytest.raises(Trouble):
        browser.ensure_browser(Course(folder))
    assert asked == ["system", False, True]
    monkeypatch.setattr(browser, "find_browser", lambda: "/usr/bin/chromium")
    assert browser.ensure_browser(Course(folder)) == "/usr/bin/chromium"
    assert asked == ["system", False, True]
    monkeypatch.setattr(browser, "lacks_sandbox", lambda: True)
    assert browser.ensure_browser(Course(folder)) == "/usr/bin/chromium"
    assert asked == ["system", False, True, "system"]


def test_a_stand_in_that_only_gives_advice_is_no_browser(tmp_path, monkeypatch):
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho 'please install the snap'; exit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setattr(browser, "candidates", lambda: [str(tmp_path / "absent"), str(fake)])
    assert browser.find_browser() == ""


def test_a_chosen_browser_comes_first(monkeypatch):
    monkeypatch.setenv(browser.VARIABLE, "/my/browser")
    assert browser.candidates()[0] == "/my/browser"


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get is Linux's")
def test_an_empty_list_of_packages_is_fetched_before_giving_up(tmp_path, monkeypatch):
    """So it is on a fresh machine: the first installation fails, and succeeds once the list is there."""
    record, lists = tmp_path / "record", tmp_path / "lists"
    script = f'echo "$1" >> "{record}"; [ "$1" = update ] && touch "{lists}"; test -e "{lists}"'
    (tmp_path / "apt-get").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    browser.install_by_system()
    assert record.read_text(encoding="utf-8").split() == ["install", "update", "install"]
    browser.install_by_system()
    assert record.read_text(encoding="utf-8").split()[3:] == ["install"]
