"""README, licences and citation say the same, and what README says of the course is so."""

import hashlib
import re
import tomllib

import pytest
import yaml

from ketamine_course.evidence import load_table
from ways_in import browser, commands, environment

# Of the wording that Creative Commons publishes, without the way its lines are broken.
CC_BY_4 = "25a40a30d753162c4026b87a389b9534c72436327abcd083f90da00ead6d6869"


@pytest.fixture
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def citation(root):
    return yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))


@pytest.fixture
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_code_is_under_bsd_3_clause_everywhere(root, readme, citation, project):
    text = words((root / "LICENSE").read_text(encoding="utf-8"))
    assert text.startswith("BSD 3-Clause License Copyright (c) 2026, The course contributors")
    for clause in (
        "1. Redistributions of source code",
        "2. Redistributions in binary",
        "3. Neither the name",
    ):
        assert clause in text
    assert citation["license"] == "BSD-3-Clause"
    assert "BSD-3-Clause" in project["license"].split(" AND ")
    assert "code is under the BSD 3-Clause licence ([LICENSE](LICENSE))" in words(readme)


def test_text_and_data_are_under_cc_by_4_everywhere(root, readme, citation, project):
    text = words((root / "LICENSE-CONTENT").read_text(encoding="utf-8"))
    assert text.startswith("Attribution 4.0 International")
    assert hashlib.sha256(text.encode()).hexdigest() == CC_BY_4
    assert "text and data under CC-BY-4.0" in words(citation["abstract"])
    assert "CC-BY-4.0" in project["license"].split(" AND ")
    assert "CC BY 4.0 ([LICENSE-CONTENT](LICENSE-CONTENT))" in words(readme)
    assert set(project["license-files"]) == {"LICENSE", "LICENSE-CONTENT"}


def test_the_citation_is_valid_and_names_the_contributors_as_one(citation, project):
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["message"]
    assert citation["authors"] == [{"name": "The course contributors"}]
    assert citation["authors"] == project["authors"]
    assert citation["version"] == project["version"]
    allowed = {
        "cff-version",
        "message",
        "type",
        "title",
        "abstract",
        "authors",
        "version",
        "license",
        "keywords",
    }
    assert set(citation) <= allowed


def test_the_first_screen_says_what_for_whom_and_how(readme, citation):
    first = readme.split("## ")[0]
    assert readme.startswith(f"# {citation['title']}\n")
    assert len(first.splitlines()) <= 45
    for part in (
        "people with pain",
        "clinicians",
        "researchers",
        "not medical advice",
        "launch links: begin",
    ):
        assert part in first
    assert "python3 course.py " in first
    assert "python3 course.py test" in first


def test_every_command_that_readme_names_exists(readme):
    named = set(re.findall(r"(?:python3|py) course\.py ([a-z]+)", readme))
    assert named == set(commands.COMMANDS)


def test_readme_names_the_system_packages_and_the_room_that_are_needed(readme):
    for package in browser.SYSTEM_PACKAGES:
        assert f"`{package}`" in readme
    assert "python3-venv" in readme
    assert f"{environment.ROOM_MB['course'] / 1000} GB" in readme
    assert f"{environment.ROOM_MB['tests'] / 1000} GB" in readme


@pytest.mark.parametrize("page", ["README.md", "docs/contributing.md"])
def test_every_local_link_leads_somewhere(root, page):
    text = (root / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not ((root / page).parent / link.partition("#")[0]).exists()] == []


def test_every_file_that_a_page_names_exists(root, readme):
    text = readme + (root / "docs/contributing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.-]+/)+(?:[\w.-]+)?|[\w-]+\.(?:py|toml|yml|lock))`", text))
    elsewhere = {"charts/", "commands/", "evidence/", "learning/", "models/", "widgets/"}
    not_yet = {"exercises/"}  # empty folders are not kept by git
    named = {name for name in named - elsewhere - not_yet if not name.startswith(".venv")}
    assert {name for name in named if not (root / name).exists()} == set()


def test_readme_counts_the_claims_as_the_ledger_does(readme):
    counted = load_table("claims")["verdict"].value_counts()
    said = words(readme)
    assert f"{counted.sum()} claims" in said
    order = ("supports N", "supports N in part", "contested for N", "not support N", "N cannot be checked")
    numbers = [re.search(part.replace("N", r"(\d+)") + r"\b", said)[1] for part in order]
    verdicts = ["supported", "partly_supported", "contested", "not_supported", "not_checkable"]
    assert [int(number) for number in numbers] == [counted[verdict] for verdict in verdicts]
