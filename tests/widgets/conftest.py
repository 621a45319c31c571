"""Each test of a widget starts without a learner's record."""

from pathlib import Path

import pytest

from ketamine_course.learning.record import RECORD_VARIABLE


@pytest.fixture(autouse=True)
def record_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where ``Progress()`` keeps its record during a test."""
    path = tmp_path / "record.jsonl"
    monkeypatch.setenv(RECORD_VARIABLE, str(path))
    return path
