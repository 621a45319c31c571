"""Stored pages keep styles and keys before they are run; one in which something could run does not."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_course_no_news import open_lab

from ways_in import commands, environment, lab, trust
from ways_in.places import Course

STILL = '<style>p{color:red!important}</style><p class="a" aria-label="b">x &lt; y</p>'
FOLD_OUT = f'{STILL}<details><summary data-lm-suppress-shortcuts="true">More</summary>Words</details>'
PICTURE = '<img alt="A line that falls" src="data:image/png;base64,iVBORw0KGgo=">'
HOSTILE = "window.hacked=1"
RUNS = {
    "a script": f"<script>{HOSTILE}</script>",
    "a script in capitals": f"<SCRIPT>{HOSTILE}</SCRIPT>",
    "a handler": f'<p onclick="{HOSTILE}">x</p>',
    "a handler without quotes": f"<img src=x onerror={HOSTILE}>",
    "a handler behind a slash": f'<p/onclick="{HOSTILE}">x</p>',
    "a tag within an attribute": f'<p title="><script>{HOSTILE}</script>">x</p>',
    "a handler within what looks like a style": f'<p title="<style>" onclick="{HOSTILE}//</style>">x</p>',
    "an address that is a script": f'<a href="javascript:{HOSTILE}">x</a>',
    "the same, disguised": f'<a href="java&#115;cript:{HOSTILE}">x</a>',
    "the same, behind a space": f'<a href=" javascript:{HOSTILE}">x</a>',
    "the same, across lines": f'<a href="java\nscript:{HOSTILE}">x</a>',
    "a page as a picture": '<img alt="" src="data:image/svg+xml;base64,PHN2Zz4=">',
    "a picture from elsewhere": '<img alt="" src="https://example.org/a.png">',
    "a frame": '<iframe src="a.html"></iframe>',
    "a drawing": "<svg><animate/></svg>",
    "a comment": "<!-- --><p>x</p>",
    "a style that ends early": f"<style>p{{}}</style ><script>{HOSTILE}</script>",
    "a style that fetches": "<style>@import 'https://example.org/a.css';</style>",
    "an attribute that fetches": '<p style="background:url(https://example.org/a.png)">x</p>',
    "the same, encoded": '<p style="background:u&#114;l(https://example.org/a.png)">x</p>',
    "the same, escaped": r'<p style="background:\75rl(https://example.org/a.png)">x</p>',
    "a name that JupyterLab uses": '<p id="jupyter-config-data">x</p>',
    "a command of JupyterLab": '<a data-commandlinker-command="notebook:run-all-cells" href="#">x</a>',
}


def page(html: str, **data: object) -> nbformat.NotebookNode:
    """A notebook whose one cell shows HTML, or something else besides."""
    output = new_output("display_data", {"text/html": html, "text/plain": "words", **data})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [new_markdown_cell("# Title"), new_code_cell("1", outputs=[output])]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def test_every_page_of_the_course_may_be_trusted(root):
    names = trust.state(Course(root))
    assert len(names) > 6
    assert [name for name in names if not trust.can_be_trusted(root / name)] == []


@pytest.mark.parametrize("html", [STILL, FOLD_OUT, PICTURE, '<a href="https://doi.org/10.1/a?b&amp;c">x</a>'])
def test_words_tables_links_and_pictures_may_be_trusted(html):
    assert trust.may_be_trusted(page(html))


@pytest.mark.parametrize("html", RUNS.values(), ids=RUNS)
def test_what_could_run_fetch_or_press_a_button_is_not_trusted(html):
    assert not trust.may_be_trusted(page(f"{STILL}{html}"))
    assert not trust.may_be_trusted(page(html))


def test_other_kinds_of_output_and_stored_widgets_are_not_trusted(tmp_path):
    assert not trust.may_be_trusted(page(STILL, **{"application/javascript": HOSTILE}))
    assert not trust.may_be_trusted(page(STILL, **{"text/markdown": f"<script>{HOSTILE}</script>"}))
    with_state = page(STILL)
    with_state.metadata.widgets = {}
    assert not trust.may_be_trusted(with_state)
    assert not trust.may_be_trusted(["no notebook"])
    (tmp_path / "torn.ipynb").write_text('{"cells": [', encoding="utf-8")
    assert not trust.can_be_trusted(tmp_path / "torn.ipynb")


@pytest.fixture
def signed(folder, tmp_path, monkeypatch):
    """Asks whether a page of the small course is signed; counts how often the signer was started."""
    course = Course(folder)
    course.python.parent.mkdir(parents=True)
    course.python.write_text(f'#!/bin/sh\necho >> "{tmp_path}/starts"\nexec {sys.executable} "$@"\n')
    course.python.chmod(0o755)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))

    def ask(name: str) -> bool:
        return NotebookNotary().check_signature(nbformat.read(folder / name, as_version=4))

    starts = tmp_path / "starts"
    ask.starts = lambda: len(starts.read_text().splitlines()) if starts.exists() else 0
    return ask


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Python is a shell script")
def test_only_what_is_new_or_changed_is_looked_at_and_only_the_harmless_signed(folder, signed):
    course = Course(folder)
    (folder / "exercises").mkdir()
    nbformat.write(page(FOLD_OUT), folder / "exercises/01_x.ipynb")
    nbformat.write(page(RUNS["a script"]), folder / "notebooks/99_from_elsewhere.ipynb")
    trust.trust(course)
    assert signed("exercises/01_x.ipynb")
    assert not signed("notebooks/99_from_elsewhere.ipynb")
    assert signed.starts() == 1
    trust.trust(course)
    assert signed.starts() == 1, "nothing has changed"
    nbformat.write(page(f"{FOLD_OUT}{RUNS['a handler']}"), folder / "exercises/01_x.ipynb")
    trust.trust(course)
    assert not signed("exercises/01_x.ipynb")
    assert signed.starts() == 1, "nothing harmless has changed"
    nbformat.write(page(f"{FOLD_OUT}{PICTURE}"), folder / "exercises/01_x.ipynb")
    trust.trust(course)
    assert signed("exercises/01_x.ipynb")


def test_a_signer_that_fails_is_told_tried_again_and_keeps_nobody_from_opening(folder, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(environment, "ensure", lambda course: None)
    monkeypatch.setattr(lab, "open_lab", lambda course, arguments: opened.append(arguments) or 0)
    for _ in range(2):
        assert commands.run(["--no-browser"], folder) == 0  # there is no Python in its environment
        assert "more plainly until they are run" in capsys.readouterr().err
    assert opened == [["--no-browser"]] * 2


@pytest.mark.browser
@pytest.mark.slow
def test_before_it_is_run_a_harmless_page_keeps_styles_and_keys_and_another_runs_no_script(
    browser, folder, tmp_path, monkeypatch
):
    for name in list(os.environ):
        if name.startswith("JUPYTER"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    nbformat.write(page(FOLD_OUT), folder / "notebooks/01_harmless.ipynb")
    harmful = page(f"{FOLD_OUT}{RUNS['a script']}")
    nbformat.write(harmful, folder / "notebooks/02_harmful.ipynb")
    course = Course(folder)
    course.venv.mkdir()
    monkeypatch.setattr(Course, "python", Path(sys.executable))
    trust.trust(course)
    styles = {}
    with open_lab(folder, tmp_path, []) as address:
        start, token = address.partition("/lab")[0], address.rpartition("token=")[2]
        for name in ("01_harmless", "02_harmful"):
            shown = browser.new_page()
            shown.goto(f"{start}/lab/workspaces/{name}/tree/notebooks/{name}.ipynb?token={token}")
            summary = shown.locator(".jp-OutputArea-output summary")
            summary.wait_for(timeout=60_000)
            # Until its kernel is there, JupyterLab may move the focus by itself.
            shown.get_by_text("| Idle").wait_for(timeout=60_000)
            styles[name] = shown.locator(".jp-OutputArea-output style").count()
            summary.focus()
            shown.keyboard.press("ArrowUp")
            kept = summary.evaluate("one => one === document.activeElement")
            assert kept == (name == "01_harmless")
            assert shown.evaluate("() => window.hacked") is None
            shown.close()
    assert styles == {"01_harmless": 1, "02_harmful": 0}
