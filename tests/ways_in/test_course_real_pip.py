"""The same promises with the real venv and pip, without a network: what pip really says is understood."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

pytestmark = pytest.mark.slow
WHEEL = "smalldep-1.0-py3-none-any.whl"


@pytest.fixture
def offline(folder, tmp_path):
    """The small course with a wheel that pip can really install, and pip kept from any network."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / WHEEL, "w") as wheel:
        wheel.writestr("smalldep.py", "")
        records = "smalldep-1.0.dist-info"
        wheel.writestr(f"{records}/METADATA", "Metadata-Version: 2.1\nName: smalldep\nVersion: 1.0\n")
        wheel.writestr(f"{records}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{records}/RECORD", "")
    lock(folder, hashlib.sha256((shelf / WHEEL).read_bytes()).hexdigest())
    (folder / "src/ketamine_course").mkdir(parents=True)
    (folder / "src/ketamine_course/__init__.py").touch()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return clean | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": shelf.as_uri()}


def lock(folder, digest):
    (folder / "requirements.lock").write_text(
        f"smalldep==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8"
    )


def setup(folder, variables):
    answer = subprocess.run(
        [sys.executable, "course.py", "setup"],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr


def imports(folder) -> int:
    python = folder / (".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python")
    return subprocess.run(
        [python, "-c", "import smalldep, ketamine_course"], cwd=folder, check=False
    ).returncode


def test_an_environment_is_made_with_the_lock_and_the_package_and_works_when_moved(folder, offline):
    assert setup(folder, offline)[0] == 0
    assert imports(folder) == 0
    moved = folder.rename(folder.with_name("moved"))
    code, said = setup(moved, offline)
    assert code == 0
    assert "the folder's place changed" in said
    assert imports(moved) == 0


def test_an_index_out_of_reach_is_named_and_nothing_is_left(folder, offline):
    variables = {
        name: value for name, value in offline.items() if name not in ("PIP_NO_INDEX", "PIP_FIND_LINKS")
    }
    variables |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    code, said = setup(folder, variables)
    assert code == 1
    assert "package index could not be reached" in said
    assert not (folder / ".venv").exists()


def test_a_changed_package_is_refused_and_nothing_is_left(folder, offline):
    lock(folder, "0" * 64)
    code, said = setup(folder, offline)
    assert code == 1
    assert "its hash differs" in said
    assert not (folder / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_while_pip_builds_leaves_nothing_and_no_pip_behind(folder, offline):
    (folder / "slow").touch()
    process = subprocess.Popen(
        [sys.executable, "course.py", "setup"],
        cwd=folder,
        env=offline,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (folder / "building").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Nothing is left half-made" in said
    assert not (folder / ".venv").exists()
    last = (folder / "building").stat().st_mtime
    time.sleep(1)
    assert (folder / "building").stat().st_mtime == last, "pip is still at work"
