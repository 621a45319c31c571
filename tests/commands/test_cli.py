"""The command line explains itself and answers with honest exit codes."""

import subprocess
import sys

import pytest

from ketamine_course.commands import cli


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    told = capsys.readouterr().out
    for command in ("build-notebooks", "course-map", "launch-links"):
        assert command in told


def test_an_unknown_command_is_named_with_those_that_exist(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["bake"])
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert "'bake'" in told
    assert "build-notebooks" in told
    assert "--help" in told


def test_no_command_prints_the_help(capsys):
    assert cli.main([]) == 2
    assert "COMMAND" in capsys.readouterr().err


def test_a_wrong_path_is_told_in_one_line_without_a_traceback(capsys):
    assert cli.main(["build-notebooks", "nowhere.ipynb"]) == 1
    assert capsys.readouterr().err == (
        "build-notebooks: nowhere.ipynb is neither a notebook (.ipynb) nor a folder\n"
    )


def test_it_runs_as_a_module():
    run = subprocess.run(
        [sys.executable, "-m", "ketamine_course", "build-notebooks", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert "--check" in run.stdout
