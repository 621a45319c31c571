"""course.py tells anyone, whatever their Python and whatever they type, what to do."""

import ast
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

import course
from ways_in import checks, commands, lab
from ways_in.places import Course

OLD_PYTHONS = sorted(
    path
    for version in ("2.7", "3.6", "3.8", "3.9", "3.10")
    for path in Path.home().glob(f".pyenv/versions/{version}.*/bin/python")
)
Version = namedtuple("Version", "major minor micro")


@pytest.mark.parametrize("python", OLD_PYTHONS, ids=lambda path: path.parts[-3])
def test_an_old_python_is_told_that_it_is_too_old(python, root):
    answer = subprocess.run([python, "course.py"], cwd=root, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"The course needs Python 3.11 or later; this is {python.parts[-3]}")
    assert "Traceback" not in answer.stderr


def test_a_python_just_too_old_is_told_and_nothing_else_happens(monkeypatch, capsys):
    monkeypatch.setattr(course.sys, "version_info", Version(3, 10, 14))
    monkeypatch.setattr(course.platform, "python_version", lambda: "3.10.14")
    monkeypatch.setattr(commands, "main", lambda arguments: pytest.fail("went on"))
    monkeypatch.setenv("PATH", "")
    assert course.main(["setup"]) == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or later; this is 3.10.14" in said
    assert "Install a newer Python" in said


def test_the_door_stays_readable_to_old_pythons(root):
    ast.parse((root / "course.py").read_text(encoding="ascii"), feature_version=(3, 4))


def test_what_stands_behind_the_door_needs_nothing_installed(root):
    ask = (
        "import sys; before = set(sys.modules); sys.path.insert(0, sys.argv[1]); import ways_in.commands;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ask, str(root)], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "['ways_in']"


def test_an_unknown_word_is_refused_with_the_words_there_are(folder, capsys):
    assert commands.run(["strat"], folder) == 1
    said = capsys.readouterr().err
    assert "no command `strat`" in said
    assert "setup, test, doctor" in said


@pytest.mark.parametrize("word", ["setup", "doctor"])
def test_a_command_refuses_what_it_cannot_use(folder, word, capsys):
    assert commands.run([word, "extra"], folder) == 1
    assert f"`{word}` takes nothing after it" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_names_every_command(word, capsys):
    assert commands.run([word]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in commands.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "command", "rest"),
    [
        ([], commands.learn, []),
        (["--no-browser", "--port", "8890"], commands.learn, ["--no-browser", "--port", "8890"]),
        (["setup"], commands.set_up, []),
        (["test", "-k", "dose"], checks.run_all, ["-k", "dose"]),
        (["doctor"], commands.look_over, []),
    ],
)
def test_arguments_choose_the_command(arguments, command, rest):
    assert commands.choose(arguments) == (command, rest)


def test_the_lab_opens_on_the_start_page_of_the_course_folder_and_lets_arguments_prevail(folder):
    command = lab.lab_command(Course(folder), ["--port", "8890"])
    assert f"--ServerApp.root_dir={folder}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-2:] == ["--port", "8890"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no root")
@pytest.mark.parametrize(("user", "times"), [(0, 1), (1000, 0)])
def test_only_root_is_allowed_as_root(folder, monkeypatch, user, times):
    monkeypatch.setattr(lab.os, "geteuid", lambda: user)
    assert lab.lab_command(Course(folder), []).count("--allow-root") == times
    assert lab.lab_command(Course(folder), ["--allow-root"]).count("--allow-root") == 1


def test_programs_of_the_environment_are_not_led_astray(folder, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "JUPYTERLAB_DIR"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "kept")
    variables = Course(folder).environment()
    assert "/elsewhere" not in variables.values()
    assert variables["HTTPS_PROXY"] == "kept"
    assert variables["PATH"].startswith(str(Course(folder).programs))
