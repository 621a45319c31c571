"""Building a notebook runs it, seals it from the network, and gives the same bytes each time."""

import json
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ketamine_course.commands import normal_form
from ketamine_course.commands.build_notebooks import BUILT_FOLDERS, build, find_notebooks
from ketamine_course.commands.cli import main
from ketamine_course.commands.sealed_kernel import (
    NetworkRefused,
    _refuse_outside_address,
    sealed_environment,
)
from ketamine_course.evidence import course_folder

LIVELY = """\
import io, sys
import ipywidgets
import matplotlib.pyplot as plt
from IPython.display import HTML, display
print("one", flush=True)
print("two")
{"a", "b", "c", "d"}"""
CHART = """\
figure, axes = plt.subplots()
axes.plot([1, 2, 3])
plt.show()"""
WIDGET = """\
slider = ipywidgets.IntSlider(description="Dose")
display({"text/html": "<p>Twin</p>", "text/plain": "twin"}, raw=True)
display({**slider._repr_mimebundle_(), "text/plain": "a slider"}, raw=True)"""


@pytest.fixture(scope="module")
def environment():
    with sealed_environment() as variables:
        yield variables


@pytest.fixture
def store(tmp_path: Path):
    """Return a function that stores a notebook of the given code cells and returns its path."""

    def store_cells(*sources: str) -> Path:
        cells = [new_markdown_cell("# Title", id="title")]
        cells += [new_code_cell(source, id=f"code-{i}") for i, source in enumerate(sources)]
        path = tmp_path / "small.ipynb"
        path.write_text(normal_form.write(new_notebook(cells=cells)), encoding="utf-8")
        return path

    return store_cells


def test_building_twice_gives_the_same_bytes(store, environment):
    path = store(LIVELY, CHART, WIDGET)
    first = build(path, environment)
    assert first.changed
    path.write_bytes(first.text.encode("utf-8"))
    second = build(path, environment)
    assert second.text == first.text
    assert not second.changed
    assert second.slowest_cell == 2  # it imports
    assert second.slowest_s > 0

    notebook = json.loads(first.text)
    _, lively, chart, widget = notebook["cells"]
    assert [cell["execution_count"] for cell in (lively, chart, widget)] == [1, 2, 3]
    assert [cell["id"] for cell in notebook["cells"]] == ["title", "code-0", "code-1", "code-2"]
    assert [output["output_type"] for output in lively["outputs"]] == ["stream", "execute_result"]
    assert "image/png" in chart["outputs"][0]["data"]
    assert [set(output["data"]) for output in widget["outputs"]] == [
        {"text/html", "text/plain"},
        {"text/plain"},
    ]
    assert all(set(cell["metadata"]) == set() for cell in notebook["cells"])
    assert notebook["metadata"] == {
        "kernelspec": normal_form.KERNELSPEC,
        "language_info": normal_form.LANGUAGE_INFO,
    }
    assert first.text.endswith("}\n")


def test_check_says_what_would_change_and_writes_nothing(store, capsys):
    path = store("1 + 1")
    before = path.read_bytes()
    assert main(["build-notebooks", "--check", str(path)]) == 1
    assert "would change" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert main(["build-notebooks", str(path)]) == 0
    assert path.read_bytes() != before
    assert main(["build-notebooks", "--check", str(path)]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_error_stops_with_file_cell_and_traceback_and_leaves_the_file(store, capsys):
    path = store("x = 1", "import json\njson.loads('{')")
    before = path.read_bytes()
    assert main(["build-notebooks", str(path)]) == 1
    told = capsys.readouterr().err
    assert f"{path}: cell 3 (id code-1, “import json”)" in told
    assert "JSONDecodeError" in told
    assert "<python>" in told
    assert "\x1b" not in told
    for folder in (Path.home(), course_folder()):
        assert f"{folder}/" not in told.replace(str(path), "")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import warnings\nwarnings.warn('careful')", "error stream: "),
        ("object()", "object's address"),
        ("import sys\nsys.prefix + '/lib/site-packages'", "path of the machine"),
        ("import ipywidgets\nipywidgets.IntSlider()", "without an HTML twin"),
        ("from IPython.display import JSON\nJSON({})", "application/json"),
        ("import os\nos._exit(1)", "died"),
        (
            "import urllib.request\n"
            "try:\n    urllib.request.urlopen('http://example.org')\n"
            "except OSError:\n    print('offline')",
            "NetworkRefused: a cell tried to reach 'example.org'",
        ),
    ],
)
def test_what_cannot_be_stored_stops_the_build(source, words, store, environment):
    with pytest.raises(ValueError, match=re.escape(words)):
        build(store(source), environment)


def test_a_tag_does_not_let_an_error_through(store, environment):
    path = store("1 / 0")
    notebook = normal_form.read(path.read_text(encoding="utf-8"))
    notebook.cells[1].metadata["tags"] = ["raises-exception"]
    path.write_text(normal_form.write(notebook), encoding="utf-8")
    with pytest.raises(ValueError, match="raises ZeroDivisionError"):
        build(path, environment)


def test_the_kernel_is_sealed_from_the_user_s_settings(store, monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere.py")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    names = ["PYTHONSTARTUP", "HTTPS_PROXY", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH"]
    with sealed_environment() as variables:
        built = build(store(f"import os\n[os.environ.get(name) for name in {names}]"), variables)
    (output,) = json.loads(built.text)["cells"][1]["outputs"]
    assert output["data"]["text/plain"] == ["[None, None, '0', '0']"]


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("93.184.215.14", 443))),
        ("socket.connect", (None, ("2606:2800:21f::1", 443, 0, 0))),
        ("socket.sendto", (None, ("10.0.0.1", 53))),
        ("socket.sendmsg", (None, ("10.0.0.1", 53))),
        ("socket.getaddrinfo", ("example.org", 443, 0, 0, 0)),
        ("socket.getaddrinfo", (b"example.org", 443, 0, 0, 0)),
        ("socket.gethostbyname", ("localhost.example.org",)),
        ("socket.gethostbyaddr", ("8.8.8.8",)),
    ],
)
def test_other_machines_are_out_of_reach(event, arguments):
    with pytest.raises(NetworkRefused, match="must run without a network"):
        _refuse_outside_address(event, arguments)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 8888))),
        ("socket.connect", (None, ("::1", 8888, 0, 0))),
        ("socket.connect", (None, "/run/some.socket")),
        ("socket.sendmsg", (None, None)),
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("open", ("example.org", "r", 0)),
    ],
)
def test_this_machine_stays_in_reach(event, arguments):
    _refuse_outside_address(event, arguments)


def test_cells_without_an_id_or_with_a_used_one_get_a_steady_one():
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A\n", "b"]},
        {"cell_type": "markdown", "metadata": {}, "source": "same", "id": "kept"},
        {"cell_type": "markdown", "metadata": {}, "source": "same", "id": "kept"},
        {"cell_type": "markdown", "metadata": {}, "source": "same", "id": "not valid!"},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    ids = [cell.id for cell in normal_form.read(text).cells]
    assert ids[1] == "kept"
    assert len(set(ids)) == 4
    assert ids == [cell.id for cell in normal_form.read(text).cells]


def test_the_normal_form_is_a_fixed_point(notebook):
    once = normal_form.write(normal_form.normalise(notebook))
    assert normal_form.write(normal_form.normalise(normal_form.read(once))) == once


def test_what_jupyterlab_leaves_behind_goes_and_meaning_stays(notebook):
    notebook.metadata["widgets"] = {}
    notebook.metadata["language_info"]["version"] = "3.11.7"
    chart = notebook.cells[3]
    meaning = json.loads(json.dumps(chart.metadata))
    chart.metadata["execution"] = {"iopub.execute_input": "2020-01-01T00:00:00Z"}
    chart.metadata["trusted"] = True
    chart.metadata["jupyter"]["outputs_hidden"] = False
    normal = normal_form.normalise(notebook)
    assert set(normal.metadata) == {"kernelspec", "language_info"}
    assert "version" not in normal.metadata.language_info
    assert normal.cells[3].metadata == meaning


@pytest.mark.parametrize("text", ["", "[]", '{"nbformat": 3}', '{"nbformat": 4, "cells": [{}]}'])
def test_what_is_no_notebook_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"^is not a (valid )?notebook"):
        normal_form.read(text)


def test_paths_that_hold_no_notebook_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no notebook in"):
        find_notebooks([tmp_path])
    with pytest.raises(ValueError, match="neither a notebook"):
        find_notebooks([tmp_path / "missing.ipynb"])


def course_notebooks() -> list[Path]:
    """Return the stored notebooks; that there are some is tested in test_rules.py."""
    return [path for name in BUILT_FOLDERS for path in sorted((course_folder() / name).glob("*.ipynb"))]


@pytest.mark.slow
@pytest.mark.parametrize("path", course_notebooks(), ids=lambda path: path.stem)
def test_the_stored_notebook_is_what_a_build_gives(path, environment):
    built = build(path, environment)
    if built.changed:  # only the bytes of pictures may differ, when it was built on another machine
        is_current = without_pictures(built.text) == without_pictures(path.read_text(encoding="utf-8"))
        name = path.relative_to(course_folder()).as_posix()
        assert is_current, f"{name} is stale: run python -m ketamine_course build-notebooks {name}"
        assert build(path, environment).text == built.text


def without_pictures(text: str) -> str:
    """Return a notebook's text without the bytes of its pictures."""
    return re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "PICTURE", text)
