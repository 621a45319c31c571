"""Ways to break each promise of a notebook: a change, and words of the problem that must be told."""

from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_output

from ketamine_course.commands.normal_form import WIDGET_VIEW


def code(index: int, source: str) -> Callable[[NotebookNode], None]:
    """Return a change that gives a code cell another source."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[index].source = source

    return change


def text(index: int, old: str, new: str) -> Callable[[NotebookNode], None]:
    """Return a change that replaces words in a cell."""

    def change(notebook: NotebookNode) -> None:
        assert old in notebook.cells[index].source
        notebook.cells[index].source = notebook.cells[index].source.replace(old, new)

    return change


def html(index: int, old: str, new: str) -> Callable[[NotebookNode], None]:
    """Return a change that replaces text in the stored HTML of a cell."""

    def change(notebook: NotebookNode) -> None:
        data = notebook.cells[index].outputs[0].data
        assert old in data["text/html"]
        data["text/html"] = data["text/html"].replace(old, new)

    return change


def course(index: int, **values: object) -> Callable[[NotebookNode], None]:
    """Return a change of a cell's course metadata; None takes a key away."""

    def change(notebook: NotebookNode) -> None:
        about = {**notebook.cells[index].metadata.get("course", {}), **values}
        kept = {key: value for key, value in about.items() if value is not None}
        notebook.cells[index].metadata["course"] = kept

    return change


def output(index: int, kind: str, **content: object) -> Callable[[NotebookNode], None]:
    """Return a change that adds an output to a code cell."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[index].outputs.append(new_output(kind, **content))

    return change


def data(index: int, mime_type: str, value: object) -> Callable[[NotebookNode], None]:
    """Return a change that adds one more form to the first output of a code cell."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[index].outputs[0].data[mime_type] = value

    return change


def tags(index: int, *names: str) -> Callable[[NotebookNode], None]:
    """Return a change that sets a cell's tags."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[index].metadata["tags"] = list(names)

    return change


def insert(index: int, cell: NotebookNode) -> Callable[[NotebookNode], None]:
    """Return a change that adds a cell."""
    return lambda notebook: notebook.cells.insert(index, cell)


def remove(index: int) -> Callable[[NotebookNode], None]:
    """Return a change that takes a cell away."""
    return lambda notebook: notebook.cells.pop(index)


def unfold(notebook: NotebookNode) -> None:
    """Show the code of the chart."""
    del notebook.cells[3].metadata["jupyter"]


def forget_run(notebook: NotebookNode) -> None:
    """Take the count off the last code cell."""
    notebook.cells[7].execution_count = None


def store_widget_state(notebook: NotebookNode) -> None:
    """Store what ipywidgets would keep."""
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}


def store_version(notebook: NotebookNode) -> None:
    """Store which Python ran it."""
    notebook.metadata["language_info"]["version"] = "3.11.7"


PNG = "iVBORw0KGgo="
DRIP = '[drip](00_start_here.ipynb#glossary-drip "It runs in slowly.")'
SECOND_FIGURE = '<img alt="Dot plot of the share absorbed by route: muscle highest, gut lowest">'

# Each rule, what breaks it, and words of the problem that must be told.
BROKEN = [
    ("code_is_plain_python", code(7, "!ls"), "not plain Python"),
    ("code_is_plain_python", code(7, "%timeit 1"), "not plain Python"),
    ("code_is_short", code(7, "\n\n".join(f"x{i} = {i}" for i in range(16))), "16 lines"),
    ("no_trailing_semicolon", code(7, "1 + 1;"), "ends in “;”"),
    ("no_trailing_semicolon", code(7, "x = 1;  # said\nx"), "ends in “;”"),
    ("one_setup_cell", code(7, "import math\nmath.pi"), "outside the set-up cell"),
    ("one_setup_cell", code(1, "x = 1"), "no set-up cell"),
    ("no_redrawing_widgets", code(7, "charts.interact(print)"), "interact"),
    ("no_redrawing_widgets", code(1, "from ipywidgets import Output"), "Output"),
    ("no_machine_paths_in_code", code(7, "open('/data/kept/x.csv')"), "absolute path"),
    ("no_machine_paths_in_code", code(7, "open('C:\\\\x.csv')"), "absolute path"),
    ("every_cell_is_run", forget_run, "execution count is None"),
    ("every_cell_is_run", code(7, "\n"), "empty code cell"),
    ("nothing_is_silenced", tags(7, "nbval-skip"), "nbval-skip"),
    ("nothing_is_silenced", tags(7, "raises-exception"), "raises-exception"),
    ("nothing_is_silenced", code(7, "# NBVAL_IGNORE_OUTPUT\n2"), "NBVAL_IGNORE_OUTPUT"),
    ("strings_are_traced", code(7, "print('31 % got better')"), "'31 %' (per cent) agrees with no source"),
    ("strings_are_traced", code(7, "print(f'{1} of 31 patients')"), "'31 patients' (people) agrees with no"),
    ("strings_are_traced", code(7, "# source: example:31\nprint('32 %')"), "no number uses the source"),
    (
        "outputs_can_be_stored",
        output(7, "error", ename="ValueError", evalue="no", traceback=[]),
        "raises ValueError: no",
    ),
    ("outputs_can_be_stored", output(7, "stream", name="stderr", text="Careful"), "error stream: Careful"),
    ("outputs_can_be_stored", data(7, "text/plain", "<A at 0x7f12ab34cd56>"), "address"),
    ("outputs_can_be_stored", data(7, "text/plain", "/home/someone/x"), "path of the machine"),
    ("outputs_can_be_stored", data(7, "application/json", {}), "application/json"),
    ("outputs_run_nothing", html(5, "<p>", "<script>1</script><p>"), "a <script>"),
    ("outputs_run_nothing", html(5, "<p>", '<p onclick="x()">'), "a handler, onclick"),
    ("outputs_run_nothing", html(5, "<p>", '<p><a href=" JavaScript:x()">x</a>'), "a script in href"),
    ("no_widget_state", store_widget_state, "state"),
    ("no_widget_state", data(5, WIDGET_VIEW, {"model_id": "a"}), "view"),
    ("is_in_normal_form", store_version, "not in the stored form"),
    ("images_are_described", html(3, "alt=", "title="), "no alternative text"),
    (
        "images_are_described",
        html(3, "Dot plot of the share absorbed by route: muscle highest, ", ""),
        "under 20",
    ),
    (
        "images_are_described",
        html(
            3, "Dot plot of the share absorbed by route: muscle highest, gut lowest", "A picture of the chart"
        ),
        "says nothing",
    ),
    ("images_are_described", html(5, "<p>", SECOND_FIGURE), "same alternative text"),
    ("images_are_described", html(5, "<p>", "<svg><path/></svg>"), "no alternative text"),
    ("images_are_described", text(4, "Move", "![x](a.png)\n\nMove"), "under 20"),
    ("pictures_are_html", data(7, "image/png", PNG), "without alternative text"),
    ("prose_surrounds_outputs", remove(8), "no prose follows"),
    ("prose_surrounds_outputs", remove(4), "no prose leads"),
    ("prose_surrounds_outputs", text(2, "The chart shows each study.", "### The chart"), "no prose leads"),
    ("prose_surrounds_outputs", text(8, "That is", "## Sums\n\nThat is"), "no prose follows"),
    ("one_title", text(4, "> **What", "# Another title\n\n> **What"), "second title"),
    ("one_title", text(0, "# How", "## How"), "does not begin with its title"),
    ("headings_in_order", text(4, "> **What", "#### Deep\n\n> **What"), "skips a level"),
    ("headings_in_order", text(4, "> **What", "##\n\n> **What"), "empty heading"),
    ("boxes_have_lead_ins", text(4, "**What to notice.**", "**Warning.**"), "without a lead-in"),
    ("boxes_have_lead_ins", text(4, "**What to notice.**", "What to notice."), "without a lead-in"),
    ("markdown_is_plain", text(8, "That", "<b>That</b>"), "<b>"),
    ("markdown_is_plain", text(8, "That", '<div style="color:red">\n\nThat'), "<div"),
    ("markdown_is_plain", text(8, "That", "<!-- for teachers --> That"), "for teachers"),
    ("markdown_is_plain", text(4, "Move", "<!--example-->Move"), "breaks the paragraph"),
    ("no_emoji", text(8, "That", "\U0001f600 That"), "U+1F600"),
    ("no_emoji", html(5, "A static", "✅ A static"), "U+2705"),
    ("numbers_are_traced", text(8, "That", "In the trial 31 % got better. That"), "31"),
    ("numbers_are_traced", text(8, "That", "The peak came after 20 minutes. That"), "20 minutes"),
    ("numbers_are_traced", text(4, "example", "bioavailability:none.value"), "no row"),
    ("links_resolve", text(8, "That", "[That](nowhere.ipynb)"), "no file"),
    ("links_resolve", text(8, "That", "[That](../../outside.md)"), "no file"),
    ("links_resolve", text(8, "That", "[That](#Nowhere)"), "there 0 times"),
    ("links_resolve", text(8, "That", "[That](/lab/tree/x.ipynb)"), "absolute"),
    ("links_resolve", text(8, "That", "See https://example.org now. That"), "no reference"),
    ("links_resolve", html(3, "10.1000/made.up", "10.1000/other"), "no reference"),
    ("hidden_cells_say_what_they_show", unfold, "disagree"),
    ("hidden_cells_say_what_they_show", tags(3), "disagree"),
    ("hidden_cells_say_what_they_show", code(3, "charts.show(None)"), "does not say what it shows"),
    ("course_metadata_is_right", course(2, colour="red"), "unknown key"),
    ("course_metadata_is_right", course(2, nodes=["3", "3.9"]), "nodes may not be"),
    ("course_metadata_is_right", course(2, nodes="3"), "nodes may not be"),
    ("course_metadata_is_right", course(3, claims=["C999"]), "claims may not be"),
    ("course_metadata_is_right", course(3, verdicts=["C999"]), "verdicts may not be"),
    ("course_metadata_is_right", course(2, minutes=2.5), "minutes may not be"),
    ("course_metadata_is_right", course(2, minutes=True), "minutes may not be"),
    ("course_metadata_is_right", course(2, core="yes"), "core may not be"),
    ("course_metadata_is_right", course(2, paths=["plain", "expert"]), "paths may not be"),
    ("course_metadata_is_right", course(2, paths=["plain", "plain"]), "paths may not be"),
    ("course_metadata_is_right", course(5, instructor_note=" "), "instructor_note may not be"),
    ("course_metadata_is_right", course(5, explorer="a b"), "explorer may not be"),
    ("course_metadata_is_right", course(4, minutes=3), "minutes without core and paths"),
    ("name_is_known", None, "not a notebook of the course"),
    ("first_cell_promises", text(0, "See why", "## Why\n\nSee why"), "no promise"),
    ("first_cell_promises", text(0, "Run all", "Running"), "no word about Run all"),
    ("first_cell_tells_minutes", course(2, minutes=12), "12 minutes are not told"),
    ("first_cell_tells_minutes", text(0, "10 minutes.", "10 minutes, or 7 minutes."), "7 minutes is neither"),
    ("first_cell_leads_on", text(0, "Previous", "Before"), "“previous” is missing"),
    ("first_cell_leads_on", text(0, "Next", "Then"), "“next” is missing"),
    ("launch_links_are_current", text(0, "<!-- launch links: end -->", ""), "no place for launch links"),
    (
        "launch_links_are_current",
        text(0, "begin -->", "begin -->\n[Open](https://mybinder.org/old)"),
        "not this notebook's",
    ),
    ("sections_are_timed", course(2, paths=None), "lack course: paths"),
    ("sections_are_timed", text(8, "That", "## Sums\n\nThat"), "lack course: minutes, core, paths"),
    ("explorers_are_called", course(5, explorer="another"), "explorer another is not shown"),
    ("explorers_are_called", course(4, explorer="route_simulator"), "not shown by this cell"),
    ("nodes_are_covered", course(2, nodes=["3", "3.1"]), "node 3.1.L1 has no cell"),
    ("claims_are_placed", course(3, claims=None), "claim C031 is not placed"),
    ("claims_are_placed", course(3, nodes=["3"]), "claim C031 is not placed"),
    ("sections_have_chart_and_plain_box", html(3, "<img", "<object"), "section 3.1 has no chart"),
    (
        "sections_have_chart_and_plain_box",
        text(2, "In plain words", "Key point"),
        "section 3.1 has no plain box",
    ),
    ("claims_are_asked", code(9, "# Claims\nClaimCheck('C044')"), "claim C031 is not asked"),
    ("claims_are_asked", remove(9), "claim C031 is not asked"),
    ("sections_are_quizzed", code(11, "# Quiz\nQuiz(3, section='3.2')"), "section 3.1 has no quiz"),
    ("sections_are_quizzed", remove(13), "no quiz at its end"),
    ("sections_are_quizzed", code(13, "# Quiz\nQuiz(3, objective='o3.5')"), "no quiz at its end"),
    ("exercise_is_linked", text(10, "../exercises/", "../exercise/"), "exercise is not linked"),
    ("terms_are_linked", text(2, "How do", "Drips may be slow. How do"), "“Drips”, the first use"),
    ("terms_are_linked", text(2, 'It runs in slowly."', 'It runs."'), "is not the term's plain wording"),
    ("terms_are_linked", text(2, ' "It runs in slowly."', ""), "is not the term's plain wording"),
    ("terms_are_linked", text(2, "#glossary-drip", "#glossary-drop"), "has no term 'drop'"),
    ("terms_are_linked", text(2, "[drips]", "[slow ways]"), "“slow ways” is no form of the term “drip”"),
    ("terms_are_linked", text(8, "That", f"{DRIP} That"), "“drip” is linked again"),
    ("terms_are_linked", text(8, "That", f"### {DRIP}\n\nThat"), "in a heading or box"),
    ("terms_are_linked", text(8, "That", f"> **Key point.** {DRIP}\n\nThat"), "in a heading or box"),
    ("links_resolve", text(2, "#glossary-drip", "#glossary-drop"), "there 0 times"),
]
