"""course.py, CI and Binder install one lock, in one way; the lock is whole and fits the project."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement

from ways_in import installing
from ways_in.places import Course

LOCKS = ["requirements.lock", "requirements-test.lock"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Binder and CI run on Linux")


def pins(path) -> dict[str, tuple[str, str, int]]:
    """Return for each package of a lock its version, its marker and how many hashes it has."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8")):
        if head := re.match(r"([A-Za-z0-9][\w.-]*)==([^\s;]+)(?: ; ([^\\]+))?", block):
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block))
            found[head[1]] = (head[2], (head[3] or "").strip(), hashes)
    return found


def project(root) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_version_and_hashes_and_nothing_names_a_host(root, name):
    found = pins(root / name)
    assert len(found) > 100
    assert [package for package, (_, _, hashes) in found.items() if not hashes] == []
    text = (root / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|--index-url|--find-links|(?m:^-e )", text)
    assert len(found) == installing.count_pins(root / name)


def test_the_tests_lock_holds_the_learners_lock_at_the_same_versions(root):
    learners, tests = pins(root / LOCKS[0]), pins(root / LOCKS[1])
    assert {name: pin[0] for name, pin in learners.items()} == {
        name: tests.get(name, ("missing",))[0] for name in learners
    }


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "test"])])
def test_the_lock_satisfies_the_project(root, lock, extras):
    found, described = pins(root / lock), project(root)
    wanted = list(described["dependencies"])
    for extra in extras:
        wanted += described["optional-dependencies"][extra]
    for line in wanted:
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in found, f"{name} is not in {lock}: write the locks anew (docs/contributing.md)"
        assert requirement.specifier.contains(found[name][0]), f"{name} {found[name][0]} does not fit {line}"


def test_the_build_backend_is_in_the_lock_as_the_package_is_built_without_isolation(root):
    system = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    found = pins(root / LOCKS[0])
    for line in system["requires"]:
        assert Requirement(line).specifier.contains(found[Requirement(line).name][0]), line


@pytest.mark.parametrize("python", ["3.11.0", "3.13.0"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_markers_keep_the_main_packages_for_every_computer(root, system, python):
    here = default_environment() | {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
    }
    kept = {
        name
        for name, (_, marker, _) in pins(root / LOCKS[0]).items()
        if not marker or Marker(marker).evaluate(here)
    }
    assert {Requirement(line).name for line in project(root)["dependencies"]} <= kept
    assert ("pywinpty" in kept) == (system == "win32")


def test_binder_takes_python_from_conda_forge_and_nothing_else(root):
    file = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    assert file["channels"] == ["conda-forge", "nodefaults"]
    names = [re.split(r"[=<>]", line)[0] for line in file["dependencies"]]
    assert names == ["python", "pip"]
    version = file["dependencies"][0].partition("=")[2]
    assert re.fullmatch(r"3\.\d+", version)
    assert Requirement(f"python{project(root)['requires-python']}").specifier.contains(version)


@posix
def test_repo2docker_accepts_the_binder_files(root, tmp_path):
    for name in ("environment.yml", "postBuild", "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    answer = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = answer.stdout + answer.stderr
    assert answer.returncode == 0, said
    assert "conda environment for python=3.12" in said
    assert "RUN ./postBuild" in said
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in said


def recorder(tmp_path, name, code=0):
    """Put a program on the path that records how it was called; return the path and the record."""
    programs, record = tmp_path / "bin", tmp_path / "record"
    programs.mkdir()
    # Asked for its prefix, it names a folder to be used; asked for anything else, it only takes note.
    prefix = f'[ "$1" = -c ] && echo "{tmp_path}/prefix" && exit 0'
    script = f'#!/bin/sh\n{prefix}\necho "$PWD: $@" >> "{record}"\nexit {code}\n'
    (programs / name).write_text(script, encoding="utf-8")
    (programs / name).chmod(0o755)
    return os.environ | {"PATH": f"{programs}:/usr/bin:/bin"}, record


def install_calls(course) -> list[list[str]]:
    """Return what course.py gives pip, as lists of words."""
    calls = []
    original, installing.pip_install = (
        installing.pip_install,
        lambda course, words, total: calls.append(words),
    )
    try:
        installing.install_lock(course, course.lock)
        installing.install_package(course)
    finally:
        installing.pip_install = original
    return calls


@posix
def test_binder_installs_what_course_py_installs_and_in_the_same_way(root, tmp_path):
    variables, record = recorder(tmp_path, "python")
    subprocess.run([root / "postBuild"], cwd=root, env=variables, check=True)
    *calls, last = record.read_text(encoding="utf-8").splitlines()
    binder = [line.split(" install ")[1].split() for line in calls]
    assert last.endswith(": -m ways_in.trust")
    ours = [[word.replace(f"{root}/", "") for word in words] for words in install_calls(Course(root))]
    ours = [["." if word == str(root) else word for word in words] for words in ours]
    assert [sorted(set(words) - {"--no-cache-dir"}) for words in binder] == [sorted(words) for words in ours]
    written = tmp_path / "prefix/share/jupyter/lab/settings/overrides.d/ketamine-course.json"
    assert written.read_bytes() == (root / "ways_in/jupyterlab-settings.json").read_bytes()


@posix
def test_binders_build_fails_if_an_installation_fails(root, tmp_path):
    variables, _ = recorder(tmp_path, "python", code=1)
    assert subprocess.run([root / "postBuild"], cwd=root, env=variables, check=False).returncode == 1


@posix
@pytest.mark.parametrize("code", [0, 1])
def test_ci_runs_the_one_command_and_fails_when_it_fails(root, tmp_path, code):
    variables, record = recorder(tmp_path, "python3", code=code)
    answer = subprocess.run([root / ".ci/run"], cwd=tmp_path, env=variables, check=False)
    assert answer.returncode == code
    assert record.read_text(encoding="utf-8").split(": ") == [str(root), "course.py test\n"]


@posix
@pytest.mark.parametrize("name", ["postBuild", ".ci/run"])
def test_scripts_can_be_run_and_stop_at_the_first_failure(root, name):
    assert os.access(root / name, os.X_OK)
    assert "set -euo pipefail" in (root / name).read_text(encoding="utf-8")
