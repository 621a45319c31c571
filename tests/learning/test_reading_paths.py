"""What each reading path reads and leaves out is computed from the cells' metadata."""

import pytest

from ketamine_course.learning.course_contents import PATHS, course_contents
from ketamine_course.learning.reading_paths import READING_PATHS, hours_and_minutes, plan, total_minutes
from ketamine_course.learning.record_events import READING_PATHS as RECORDED


def test_the_paths_of_notebooks_record_and_chooser_are_the_same():
    assert tuple(READING_PATHS) == PATHS == RECORDED


@pytest.mark.parametrize("path", PATHS)
def test_every_section_is_read_or_left_out_and_its_minutes_count_once(path):
    contents = course_contents()
    parts = plan(contents, path)
    assert [part.name for part in parts] == [one.name for one in contents]
    for one, part in zip(contents, parts, strict=True):
        read, skipped = dict(part.read), dict(part.skipped)
        assert set(read) | set(skipped) == {section.heading for section in one.sections}
        assert sum(read.values()) == part.minutes == one.minutes_by_path[path]
        assert sum(read.values()) + sum(skipped.values()) == one.minutes
    assert total_minutes(parts) == sum(one.minutes_by_path[path] for one in contents)


def test_the_plain_path_leaves_out_exactly_what_is_headed_extra():
    for part in plan(course_contents(), "plain"):
        assert all(heading.startswith("Extra") for heading, _ in part.skipped)
        assert not any(heading.startswith("Extra") for heading, _ in part.read)
    assert all(not part.skipped for part in plan(course_contents(), "research"))


def test_a_path_that_is_not_there_is_told():
    with pytest.raises(ValueError, match="no reading path 'fast'; the paths are plain, clinical, research"):
        plan([], "fast")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (185, "3 hours 5 minutes")],
)
def test_minutes_are_said_as_people_say_them(minutes, words):
    assert hours_and_minutes(minutes) == words
