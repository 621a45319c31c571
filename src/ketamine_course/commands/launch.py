"""Links that open the course on Binder, made from the one place that holds the repository's address."""

import argparse
import re
import tomllib
from pathlib import Path
from urllib.parse import quote

from ketamine_course.commands import normal_form
from ketamine_course.evidence import course_folder

START_PAGE = "notebooks/00_start_here.ipynb"
BEGIN, END = "<!-- launch links: begin -->", "<!-- launch links: end -->"
BINDER = "https://mybinder.org"
HOW_TO_SET = """\
*No launch link yet, as this copy does not know its own address. Whoever publishes it writes the address
into `pyproject.toml` (`[tool.ketamine-course]`, `repository = "https://…/owner/name"`) and runs
`.venv/bin/python -m ketamine_course launch-links --write`.*"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``launch-links``."""
    parser = subparsers.add_parser(
        "launch-links",
        help="print the links that open the course on Binder, or write them into README and notebooks",
        description=f"The address stands in pyproject.toml; the links go between {BEGIN} and {END}.",
    )
    parser.add_argument("--write", action="store_true", help="write them into README.md and the notebooks")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the start page's links, or write all links; 0."""
    if options.write:
        changed = write_links()
        print("changed: " + ", ".join(changed) if changed else "nothing to change")
    else:
        for name, link in launch_links().items():
            print(f"{name}: {link}")
        if not launch_links():
            print("the repository's address is not set in pyproject.toml ([tool.ketamine-course])")
    return 0


def read_address(folder: Path | None = None) -> tuple[str, str]:
    """Return the repository's address and branch as pyproject.toml holds them; the address may be empty."""
    project = (folder or course_folder()) / "pyproject.toml"
    if not project.exists():  # an installed copy, as in the browser edition, has none
        return "", "main"
    settings = tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {}).get("ketamine-course", {})
    return settings.get("repository", "").strip(), settings.get("branch", "").strip() or "main"


def binder_source(repository: str) -> str:
    """Return the part of a Binder link that names a repository.

    Raises:
        ValueError: if the address is neither ``owner/name`` nor a web address of a git repository.
    """
    address = repository.rstrip("/").removesuffix(".git")
    if found := re.fullmatch(r"(?:https://github\.com/)?([\w.-]+)/([\w.-]+)", address):
        return f"gh/{found[1]}/{found[2]}"
    if found := re.fullmatch(r"https://gitlab\.com/([\w./-]+/[\w.-]+)", address):
        return f"gl/{quote(found[1], safe='')}"
    if re.fullmatch(r"https://[\w.-]+(?::\d+)?/\S+", address):
        return f"git/{quote(repository, safe='')}"
    raise ValueError(
        f"repository = {repository!r} in pyproject.toml is not an address that Binder can open; "
        "allowed are owner/name (on GitHub) and https://host/path of a git repository"
    )


def launch_links(notebook: str | None = None, folder: Path | None = None) -> dict[str, str]:
    """Return the links that open the course, or one notebook of it, without installing anything.

    ``notebook`` is a path inside the course folder; the start page if none is given. The result is
    ``{"binder": address}``, or empty while the repository's address is not set.

    Raises:
        ValueError: if the address in pyproject.toml cannot be used, or the path leads out of the folder.
    """
    page = Path(notebook or START_PAGE)
    if page.is_absolute() or ".." in page.parts:
        raise ValueError(f"{notebook!r} is not a path inside the course folder, such as {START_PAGE}")
    repository, branch = read_address(folder)
    if not repository:
        return {}
    place = quote(f"lab/tree/{page.as_posix()}", safe="/")
    source = binder_source(repository)
    return {"binder": f"{BINDER}/v2/{source}/{quote(branch, safe='')}?urlpath={place}"}


def readme_block(folder: Path | None = None) -> str:
    """Return what stands between README's markers: the badge, or how to set the address."""
    links = launch_links(folder=folder)
    if not links:
        return HOW_TO_SET
    return f"[![Open the course on Binder]({BINDER}/badge_logo.svg)]({links['binder']})"


def notebook_block(notebook: str, folder: Path | None = None) -> str:
    """Return what stands between a notebook's markers: a link in words (it loads no picture), or nothing."""
    links = launch_links(notebook, folder)
    return f"[Open this page on Binder]({links['binder']})" if links else ""


def fill(text: str, block: str) -> str:
    """Return a text with ``block`` between its markers; a text without markers comes back as it was."""
    lines = "\n".join(part for part in (BEGIN, block, END) if part)
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: lines, text, flags=re.DOTALL)


def fill_notebook(text: str, block: str) -> str:
    """Return a notebook's text with ``block`` between the markers of its Markdown cells."""
    if BEGIN not in text:
        return text
    notebook = normal_form.read(text)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = fill(cell.source, block)
    return normal_form.write(notebook)


def write_links(folder: Path | None = None) -> list[str]:
    """Write the links into README.md and every notebook that has the markers; return what changed."""
    folder = folder or course_folder()
    new = {folder / "README.md": lambda text: fill(text, readme_block(folder))}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        block = notebook_block(path.relative_to(folder).as_posix(), folder)
        new[path] = lambda text, block=block: fill_notebook(text, block)
    changed = []
    for path, change in new.items():
        text = path.read_text(encoding="utf-8")
        if change(text) != text:
            path.write_text(change(text), encoding="utf-8", newline="\n")
            changed.append(path.relative_to(folder).as_posix())
    return changed
