"""Every check of every chapter: each mistake that it knows is a mistake, and is answered in its own words."""

import pytest

from ketamine_course.learning.exercises import chapters, definitions
from ketamine_course.learning.exercises.expectations import Choice, Table

CHECKS = {name: check for chapter in chapters() for name, check in definitions(chapter).items()}


def known_mistakes(expects):
    """Yield (what judges, wrong answer, words for it) for all that an expectation knows of."""
    if isinstance(expects, Choice):
        yield from ((expects, option, words) for option, words in expects.wrong.items())
    elif isinstance(expects, Table):
        for column in expects.columns.values():
            yield from ((column, mistake.wrong, mistake.words) for mistake in column.mistakes)
    else:
        yield from ((expects, mistake.wrong, mistake.words) for mistake in expects.mistakes)


@pytest.mark.parametrize("name", CHECKS)
def test_each_known_mistake_is_told_in_its_own_words(name):
    for judge, wrong, words in known_mistakes(CHECKS[name].expects):
        finding = judge.judge(wrong)
        assert finding is not None, f"this answer passes, and is no mistake: {words}"
        assert words in finding.words, f"it is answered with {finding.words!r}, and not with {words!r}"


def test_there_are_mistakes_to_try():
    assert sum(1 for check in CHECKS.values() for _ in known_mistakes(check.expects)) > 40
