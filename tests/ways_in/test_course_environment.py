"""course.py never mistakes a half-made environment for a whole one, and says how to mend what is wrong."""

import errno
import json
import os
import signal
import sys
import time
from collections import namedtuple

import pytest

from ways_in import commands, environment, installing
from ways_in.places import Course, Trouble

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and scripts as on Linux and macOS")


def stamp(folder) -> dict:
    return json.loads((folder / ".venv/course-stamp.json").read_text(encoding="utf-8"))


def restamp(folder, **changes) -> None:
    (folder / ".venv/course-stamp.json").write_text(json.dumps(stamp(folder) | changes), encoding="utf-8")


def wait_for_pip(course) -> int:
    """Wait until pip's stand-in is at work; return its process id."""
    file = course.folder.parent / "pip pid.txt"
    deadline = time.monotonic() + 20
    while not file.exists() or not file.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "pip was never started"
        time.sleep(0.05)
    return int(file.read_text(encoding="utf-8"))


def test_a_missing_environment_is_made_and_a_whole_one_is_left_alone(course):
    code, said = course("setup")
    assert code == 0
    assert "there is no environment yet" in said
    assert course.installs() == ["requirements", "package"]
    assert stamp(course.folder)["state"] == "ready"
    settings = course.folder / ".venv/share/jupyter/lab/settings/overrides.d/ketamine-course.json"
    assert "fetchNews" in settings.read_text(encoding="utf-8")
    code, said = course("setup")
    assert code == 0
    assert course.installs() == ["requirements", "package"]


def change_lock(folder):
    with open(folder / "requirements.lock", "a", encoding="utf-8") as lock:
        lock.write("# another version\n")


def lose_python(folder):
    Course(folder).python.unlink()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (change_lock, "requirements.lock changed"),
        (lose_python, "is gone"),
        (lambda folder: restamp(folder, Python="cpython-311 on another machine"), "Python changed"),
        (lambda folder: restamp(folder, state="unfinished"), "was not finished"),
    ],
    ids=["lock", "lost Python", "other Python", "unfinished"],
)
def test_an_environment_that_no_longer_fits_is_made_anew(course, change, reason):
    course("setup")
    leftover = course.folder / ".venv/leftover"
    leftover.touch()
    change(course.folder)
    code, said = course("setup")
    assert code == 0
    assert reason in said
    assert not leftover.exists()
    assert course.installs() == ["requirements", "package"] * 2


def test_a_moved_course_makes_its_environment_anew(course):
    course("setup")
    course.folder = course.folder.rename(course.folder.with_name("moved"))
    code, said = course("setup")
    assert code == 0
    assert "the folder's place changed" in said
    assert course.installs() == ["requirements", "package"] * 2


def test_an_environment_made_by_someone_else_is_moved_aside_not_deleted(course):
    (course.folder / ".venv").mkdir()
    (course.folder / ".venv/theirs").touch()
    code, said = course("setup")
    assert code == 0
    assert "was not made by course.py" in said
    assert (course.folder / ".venv.earlier-1/theirs").exists()
    assert stamp(course.folder)["state"] == "ready"


def test_a_change_of_the_package_installs_only_the_package_again(course):
    course("setup")
    with open(course.folder / "pyproject.toml", "a", encoding="utf-8") as project:
        project.write("# changed\n")
    assert course("setup")[0] == 0
    assert course.installs() == ["requirements", "package", "package"]


@pytest.mark.parametrize(
    ("mood", "meaning"),
    [
        ("offline", "package index could not be reached"),
        ("changed", "its hash differs"),
        ("full", "disk is full"),
        ("odd", "something nobody has seen before"),
    ],
)
def test_a_failed_installation_says_why_and_leaves_nothing(course, mood, meaning):
    code, said = course("setup", mood=mood)
    assert code == 1
    assert meaning in said
    assert "Traceback" not in said
    assert not (course.folder / ".venv").exists()
    assert course("setup")[0] == 0
    assert stamp(course.folder)["state"] == "ready"


@posix
@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_installation_leaves_nothing(course, request_to_stop):
    process = course.start("setup", mood="slow")
    pip = wait_for_pip(course)
    os.kill(process.pid, request_to_stop)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Nothing is left half-made" in said
    assert not (course.folder / ".venv").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pip, 0)


@posix
def test_a_killed_installation_is_recognised_and_made_anew(course):
    process = course.start("setup", mood="slow")
    wait_for_pip(course)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)
    assert stamp(course.folder) == {"state": "unfinished"}
    code, said = course("setup")
    assert code == 0
    assert "was not finished" in said
    assert stamp(course.folder)["state"] == "ready"


def test_two_at_once_install_once(course):
    runs = [course.start("setup") for _ in range(2)]
    said = [run.communicate(timeout=60)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert course.installs() == ["requirements", "package"]


def test_what_the_tests_need_is_added_to_a_whole_environment(folder, monkeypatch):
    installed = []
    monkeypatch.setattr(environment, "make_venv", lambda course: make_python(course))
    monkeypatch.setattr(
        installing, "pip_install", lambda course, arguments, total: installed.append(arguments[-1])
    )
    course = Course(folder)
    environment.ensure(course)
    environment.ensure(course, testing=True)
    environment.ensure(course, testing=True)
    assert installed == [str(course.lock), str(folder), str(course.test_lock)]


def test_tests_on_a_fresh_folder_install_their_lock_alone_since_it_holds_the_other(folder, monkeypatch):
    installed = []
    monkeypatch.setattr(environment, "make_venv", lambda course: make_python(course))
    monkeypatch.setattr(
        installing, "pip_install", lambda course, arguments, total: installed.append(arguments[-1])
    )
    course = Course(folder)
    environment.ensure(course, testing=True)
    environment.ensure(course, testing=True)
    assert installed == [str(course.test_lock), str(folder)]


def test_failing_to_add_what_the_tests_need_keeps_the_course_working(folder, monkeypatch):
    monkeypatch.setattr(environment, "make_venv", lambda course: make_python(course))
    monkeypatch.setattr(installing, "pip_install", lambda course, arguments, total: None)
    course = Course(folder)
    environment.ensure(course)

    def fail(course, arguments, total):
        raise Trouble("no connection")

    monkeypatch.setattr(installing, "pip_install", fail)
    with pytest.raises(Trouble, match="no connection"):
        environment.ensure(course, testing=True)
    assert environment.why_not(course) == ""
    assert environment.unmet(course, testing=True) == ["tests"]


def make_python(course):
    course.python.parent.mkdir(parents=True)
    course.python.touch()


def test_too_full_a_disk_is_noticed_before_anything_is_begun(folder, monkeypatch, capsys):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda place: usage(10**9, 10**9, 90_000_000))
    assert commands.run(["setup"], folder) == 1
    said = capsys.readouterr().err
    assert "90 MB are free" in said
    assert not (folder / ".venv").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_meanwhile_is_named(folder, monkeypatch, capsys, number):
    def fill(course):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(environment, "make_venv", fill)
    assert commands.run(["setup"], folder) == 1
    assert "The disk is full" in capsys.readouterr().err
    assert not (folder / ".venv").exists()


@posix
def test_a_python_without_ensurepip_says_what_to_install(folder, monkeypatch, capsys, tmp_path):
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\necho 'The virtual environment was not created: ensurepip is not available.'; exit 1"
    )
    python.chmod(0o755)
    monkeypatch.setattr(environment, "own_python", lambda: str(python))
    assert commands.run(["setup"], folder) == 1
    assert "sudo apt install python3-venv" in capsys.readouterr().err
    assert not (folder / ".venv").exists()


def test_a_missing_lock_is_named(folder, capsys):
    (folder / "requirements.lock").unlink()
    assert commands.run(["setup"], folder) == 1
    assert "requirements.lock is missing" in capsys.readouterr().err


def test_a_damaged_stamp_counts_as_none(course):
    course("setup")
    (course.folder / ".venv/course-stamp.json").write_text("{", encoding="utf-8")
    assert environment.read_stamp(Course(course.folder)) == {}
    assert course("setup")[0] == 0
    assert stamp(course.folder)["state"] == "ready"


def test_line_ends_do_not_make_a_lock_another(tmp_path):
    (tmp_path / "unix").write_bytes(b"a==1\nb==2\n")
    (tmp_path / "windows").write_bytes(b"a==1\r\nb==2\r\n")
    assert environment.digest(tmp_path / "unix") == environment.digest(tmp_path / "windows")
