"""Which promises which notebooks must keep, and the judge that asks them.

Each rule takes a ``Page`` and yields its problems: file, cell, what is wrong, how to mend it. There is no way
to silence a rule for a notebook or a cell.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from ketamine_course import evidence
from ketamine_course.commands.rules import (
    chapter,
    code_cells,
    glossary,
    lesson,
    links,
    outputs,
    questions,
    text,
)
from ketamine_course.commands.rules.page import Claim, Facts, Node, Page, Problem
from ketamine_course.evidence.glossary import terms

Rule = Callable[[Page], Iterable[Problem]]

EVERY_NOTEBOOK: tuple[Rule, ...] = (
    code_cells.code_is_plain_python,
    code_cells.code_is_short,
    code_cells.no_trailing_semicolon,
    code_cells.one_setup_cell,
    code_cells.no_redrawing_widgets,
    code_cells.no_machine_paths_in_code,
    code_cells.every_cell_is_run,
    code_cells.nothing_is_silenced,
    code_cells.strings_are_traced,
    outputs.outputs_can_be_stored,
    outputs.outputs_run_nothing,
    outputs.no_widget_state,
    outputs.is_in_normal_form,
    outputs.images_are_described,
    outputs.pictures_are_html,
    outputs.prose_surrounds_outputs,
    text.one_title,
    text.headings_in_order,
    text.boxes_have_lead_ins,
    text.markdown_is_plain,
    text.no_emoji,
    text.numbers_are_traced,
    links.links_resolve,
    lesson.hidden_cells_say_what_they_show,
    lesson.course_metadata_is_right,
)
LESSONS: tuple[Rule, ...] = (
    lesson.name_is_known,
    lesson.first_cell_promises,
    lesson.first_cell_tells_minutes,
    lesson.first_cell_leads_on,
    lesson.launch_links_are_current,
    lesson.sections_are_timed,
    lesson.explorers_are_called,
)
# Learners' copies of exercises are made from the solutions, and are not run.
STARTERS: tuple[Rule, ...] = (
    code_cells.code_is_plain_python,
    code_cells.no_machine_paths_in_code,
    code_cells.strings_are_traced,
    text.one_title,
    text.headings_in_order,
    text.boxes_have_lead_ins,
    text.markdown_is_plain,
    text.no_emoji,
    text.numbers_are_traced,
    links.links_resolve,
)
CHAPTERS: tuple[Rule, ...] = (
    chapter.nodes_are_covered,
    chapter.claims_are_placed,
    chapter.sections_have_chart_and_plain_box,
    questions.claims_are_asked,
    questions.sections_are_quizzed,
    questions.exercise_is_linked,
    glossary.terms_are_linked,
)


def rules_for(name: str) -> tuple[Rule, ...]:
    """Return the rules for the notebook with this path below the course folder.

    Learners' copies of exercises keep those of starters, and solutions those of every notebook; the notebooks
    of the course those of lessons too; all of these but the start page, which teaches no chapter of the
    article, those of chapters.
    """
    if Path(name).parent.as_posix() == "exercises":
        return STARTERS
    if Path(name).parent.as_posix() != "notebooks":
        return EVERY_NOTEBOOK
    if Path(name).name.startswith("00_"):
        return EVERY_NOTEBOOK + LESSONS
    return EVERY_NOTEBOOK + LESSONS + CHAPTERS


def judge(page: Page, rules: Iterable[Rule]) -> list[Problem]:
    """Return every problem that the rules find in a notebook."""
    return [problem for rule in rules for problem in rule(page)]


def load_page(path: Path, facts: Facts, course: Path | None = None) -> Page:
    """Return the notebook at ``path`` ready to be judged.

    course: the course folder; the course's own when not given.
    """
    course = (course or evidence.course_folder()).resolve()
    path = path.resolve()
    name = path.relative_to(course).as_posix()
    return Page(name, path.parent, course, path.read_bytes().decode("utf-8"), facts)


def load_facts() -> Facts:
    """Return the outline, the claims and the references' addresses as the rules need them."""
    nodes = evidence.outline().itertuples(index=False)
    claims = evidence.claims().itertuples(index=False)
    keys = evidence.load_table("references")["key"]
    return Facts(
        nodes={row.node_id: Node(int(row.chapter), row.kind) for row in nodes},
        claims={row.id: Claim(int(row.chapter), row.section) for row in claims},
        addresses={evidence.link(key) for key in keys} - {""},
        glossary=terms(),
    )
