"""The command line explains itself and answers with honest exit codes."""

import os
import subprocess
import sys
from types import SimpleNamespace

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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells of a closed pipe in other ways")
@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize("arguments", [["data"], ["data", "trace", "31%"], ["course-map"], ["--help"]])
def test_a_reader_who_stops_reading_ends_it_without_a_word(arguments, buffered):
    reader, writer = os.pipe()
    os.close(reader)  # gone before the first line, so that each write fails, whatever its length
    try:
        run = subprocess.run(
            [sys.executable, *([] if buffered else ["-u"]), "-m", "ketamine_course", *arguments],
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    assert run.stderr == ""
    # argparse takes no notice when it cannot write its help at once; there is nothing to be found wrong.
    help_unheard = arguments == ["--help"] and not buffered
    assert run.returncode == (0 if help_unheard else cli.READER_GONE)


def test_other_faults_of_the_system_are_still_told(monkeypatch, capsys):
    def fail(options):
        raise OSError("the disk is full")

    parser = cli.make_parser()
    monkeypatch.setattr(parser, "parse_args", lambda _: SimpleNamespace(command="data", run=fail))
    monkeypatch.setattr(cli, "make_parser", lambda: parser)
    assert cli.main(["data"]) == 1
    assert capsys.readouterr().err == "data: the disk is full\n"
