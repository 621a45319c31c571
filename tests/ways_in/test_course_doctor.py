"""`course.py doctor` sees what is wrong, and each wrong comes with how to mend it."""

import json
import sys

import pytest

from ways_in import doctor, environment
from ways_in.places import Course


@pytest.fixture
def course(folder) -> Course:
    """A course whose environment is this Python's, stamped as whole."""
    course = Course(folder)
    course.python.parent.mkdir(parents=True)
    course.python.symlink_to(sys.executable)
    stamp = environment.fingerprint(course) | {
        "state": "ready",
        "package": environment.digest(course.project),
    }
    course.stamp.write_text(json.dumps(stamp), encoding="utf-8")
    return course


def ills(look, course) -> list[str]:
    return [finding.seen for finding in look(course) if not finding.well]


def answer(monkeypatch, code=0, said="", complained=""):
    done = doctor.subprocess.CompletedProcess([], code, said, complained)
    monkeypatch.setattr(doctor, "ask_environment", lambda course, *command: done)


def test_no_environment_is_said_with_how_to_make_one(folder, capsys):
    assert doctor.report(Course(folder)) == 1
    said = capsys.readouterr().out
    assert "MEND  environment: there is no environment yet" in said
    assert "course.py setup" in said.split("there is no environment yet")[1].splitlines()[1]


def test_a_whole_environment_is_well(course):
    assert ills(doctor.look_at_environment, course) == []


def test_a_changed_lock_and_a_changed_package_are_seen(course):
    course.project.write_text(course.project.read_text() + "# changed\n")
    assert ills(doctor.look_at_environment, course) == ["the course's own package is up to date"]
    course.lock.write_text("other==1.0\n", encoding="utf-8")
    assert "requirements.lock changed" in ills(doctor.look_at_environment, course)[0]


def test_packages_that_differ_from_the_lock_are_named(course, monkeypatch):
    lock = "pytest==0.1 \\\n    --hash=sha256:0\nnosuch==2.0 \\\n\npywinpty==3.1.2 ; os_name == 'never' \\\n"
    course.lock.write_text(lock, encoding="utf-8")
    seen = next(doctor.look_at_packages(course)).seen
    assert "nosuch (missing, not 2.0)" in seen
    assert "pytest (" in seen
    assert "pywinpty" not in seen


def test_a_package_that_cannot_be_imported_is_named(course, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("json", "nosuchpackage"))
    seen = [finding.seen for finding in doctor.look_at_packages(course)][1]
    assert seen.startswith("imports: nosuchpackage (No module named")


@pytest.mark.parametrize(
    ("origin", "well"),
    [
        ("src/ketamine_course/__init__.py", True),
        ("../other/ketamine_course/__init__.py", False),
        (None, False),
    ],
)
def test_a_package_that_comes_from_elsewhere_is_seen(course, monkeypatch, origin, well):
    place = origin and str(course.folder / origin)
    answer(monkeypatch, said=json.dumps({"differing": [], "broken": [], "course": place}))
    assert [finding.well for finding in doctor.look_at_packages(course)] == [True, True, well]


def test_a_lab_that_does_not_start_and_a_missing_start_page_are_seen(course, monkeypatch):
    answer(monkeypatch, code=1, complained="No module named jupyterlab")
    (course.folder / "notebooks/00_start_here.ipynb").unlink()
    seen = ills(doctor.look_at_lab, course)
    assert seen[0].endswith("No module named jupyterlab")
    assert "JupyterLab's news are off" in seen
    assert "start page notebooks/00_start_here.ipynb" in seen


def test_a_dead_python_is_reported_not_raised(course, monkeypatch, capsys):
    def fail(*arguments, **options):
        raise OSError("no such program")

    monkeypatch.setattr(doctor.subprocess, "run", fail)
    monkeypatch.setattr(doctor, "find_browser", lambda: "")
    assert doctor.report(course) == 1
    said = capsys.readouterr().out
    assert "does not answer (no such program)" in said
    assert "note  browser for the tests: none" in said


def test_no_browser_alone_does_not_keep_a_learner_from_the_course(monkeypatch, course):
    monkeypatch.setattr(doctor, "LOOKS", [doctor.look_at_machine])
    monkeypatch.setattr(doctor, "find_browser", lambda: "")
    assert doctor.report(course) == 0


def test_a_folder_that_cannot_be_written_is_seen(course, monkeypatch):
    def refuse(dir):
        raise PermissionError("read-only")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    assert any("cannot be written" in seen for seen in ills(doctor.look_at_machine, course))


def test_every_ill_says_how_to_mend_it(course, monkeypatch):
    answer(monkeypatch, code=1)
    course.lock.write_text("other==1.0\n", encoding="utf-8")
    found = [finding for finding in doctor.findings(course) if not finding.well]
    assert len(found) >= 3
    assert all(finding.mend for finding in found)
