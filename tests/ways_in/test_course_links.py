"""Launch links come from the one address in pyproject.toml, and there are none while it is unset."""

import json

import pytest

from ketamine_course.commands import launch

ROOT_LINK = "https://mybinder.org/v2/gh/someone/course/main?urlpath=lab/tree/notebooks/00_start_here.ipynb"


@pytest.fixture
def place(tmp_path):
    """A folder with a README, one notebook with the markers and one without."""
    (tmp_path / "README.md").write_text(
        f"# Course\n\n{launch.BEGIN}\nold\n{launch.END}\n\nMore.\n", encoding="utf-8"
    )
    (tmp_path / "notebooks").mkdir()
    sources = {"03_marked": f"# Three\n\n{launch.BEGIN}\n{launch.END}\n\nText.", "04_unmarked": "# Four"}
    for name, source in sources.items():
        cell = {"cell_type": "markdown", "id": "first", "metadata": {}, "source": source}
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / f"notebooks/{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    address(tmp_path, "")
    return tmp_path


def address(folder, repository, branch="main"):
    settings = f'[tool.ketamine-course]\nrepository = "{repository}"\nbranch = "{branch}"\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")


def first_cell(folder, name):
    return json.loads((folder / f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"]


@pytest.mark.parametrize(
    "content", ["", "[tool.ketamine-course]\n", '[tool.ketamine-course]\nrepository = " "\n']
)
def test_without_an_address_there_is_no_link(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content, encoding="utf-8")
    assert launch.launch_links(folder=tmp_path) == {}
    assert launch.notebook_block("notebooks/03.ipynb", tmp_path) == ""


def test_an_installed_copy_without_a_project_file_has_no_link(tmp_path):
    assert launch.launch_links(folder=tmp_path) == {}


@pytest.mark.parametrize(
    "repository",
    ["someone/course", "https://github.com/someone/course", "https://github.com/someone/course.git/"],
)
def test_the_link_opens_the_start_page_in_jupyterlab(place, repository):
    address(place, repository)
    assert launch.launch_links(folder=place) == {"binder": ROOT_LINK}


def test_a_notebooks_link_opens_that_notebook(place):
    address(place, "someone/course", branch="fix/doses")
    link = launch.launch_links("notebooks/03 methods.ipynb", place)["binder"]
    assert link.endswith("/gh/someone/course/fix%2Fdoses?urlpath=lab/tree/notebooks/03%20methods.ipynb")


@pytest.mark.parametrize(
    ("repository", "source"),
    [
        ("https://gitlab.com/group/part/course.git", "gl/group%2Fpart%2Fcourse"),
        ("https://git.example.org/course.git", "git/https%3A%2F%2Fgit.example.org%2Fcourse.git"),
    ],
)
def test_other_homes_of_git_work_too(repository, source):
    assert launch.binder_source(repository) == source


@pytest.mark.parametrize(
    "repository", ["course", "git@github.com:someone/course.git", "https://", "a b/c", "/x"]
)
def test_an_address_that_binder_cannot_open_is_refused_with_what_is_allowed(place, repository):
    address(place, repository)
    with pytest.raises(ValueError, match="allowed are owner/name"):
        launch.launch_links(folder=place)


@pytest.mark.parametrize("notebook", ["../secret.ipynb", "/etc/passwd"])
def test_a_path_out_of_the_course_is_refused(place, notebook):
    address(place, "someone/course")
    with pytest.raises(ValueError, match="not a path inside the course folder"):
        launch.launch_links(notebook, place)


def test_writing_fills_readme_and_marked_notebooks_and_is_idempotent(place):
    unmarked = (place / "notebooks/04_unmarked.ipynb").read_bytes()
    address(place, "someone/course")
    assert launch.write_links(place) == ["README.md", "notebooks/03_marked.ipynb"]
    readme = (place / "README.md").read_text(encoding="utf-8")
    assert f"]({ROOT_LINK})" in readme
    assert "old" not in readme
    assert readme.endswith(f"{launch.END}\n\nMore.\n")
    marked = first_cell(place, "03_marked")
    assert "tree/notebooks/03_marked.ipynb)" in "".join(marked)
    assert "".join(marked).endswith("Text.")
    assert (place / "notebooks/04_unmarked.ipynb").read_bytes() == unmarked
    assert launch.write_links(place) == []


def test_unsetting_the_address_takes_every_link_away(place):
    address(place, "someone/course")
    launch.write_links(place)
    address(place, "")
    assert launch.write_links(place) == ["README.md", "notebooks/03_marked.ipynb"]
    readme = (place / "README.md").read_text(encoding="utf-8")
    assert "mybinder" not in readme
    assert "launch-links --write" in readme
    assert "mybinder" not in "".join(first_cell(place, "03_marked"))


def test_the_links_of_this_copy_are_up_to_date(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert launch.fill(readme, launch.readme_block(root)) == readme
    assert launch.BEGIN in readme
    for path in (root / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        block = launch.notebook_block(path.relative_to(root).as_posix(), root)
        if launch.BEGIN in text:
            sources = ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
            assert [launch.fill(source, block) for source in sources] == sources, path.name
