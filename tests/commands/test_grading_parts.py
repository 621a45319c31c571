"""The parts of the grader: values cross the wall as plain values, and the filter refuses what it must."""

import contextlib
import errno
import json
import struct

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.commands.grading.marking import EXTRA, NO_ANSWER, Mark, mark, new_task, not_run
from ketamine_course.commands.grading.running import Run
from ketamine_course.commands.grading.submissions import (
    cell_sources,
    cells_of_checks,
    chapter_of,
    extra_checks,
)
from ketamine_course.commands.grading.system_calls import MACHINES, filter_program
from ketamine_course.commands.grading.tally import tally
from ketamine_course.commands.grading.values import MOST_VALUES, decode, encode
from ketamine_course.learning.exercises import Called, definitions
from ketamine_course.learning.exercises.findings import described

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["list", "array", "shape", "table", "names", "rows", "column", "dict", "called", "other"]
            )
            | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


def crossed(value: object) -> object:
    """Return a value as it arrives on the other side of the wall."""
    return decode(json.loads(json.dumps(encode(value))))


@pytest.mark.parametrize(
    "value",
    [None, True, 3, -2.5, "word", [1, 2.0, "x"], (1,), {1, 2}, {"a": [1]}, np.float64(2.5), np.int8(3), ...],
)
def test_plain_values_arrive_as_they_were(value):
    assert crossed(value) == value
    assert isinstance(crossed(value), bool) == isinstance(value, bool)


def test_arrays_columns_and_tables_arrive_as_they_were():
    assert np.array_equal(crossed(np.arange(6.0).reshape(2, 3)), np.arange(6.0).reshape(2, 3))
    assert crossed(np.array([True, False])).dtype == bool
    assert crossed(np.array(["a", 1], dtype=object)).tolist() == ["a", 1]
    assert crossed(pd.Series([1.0, np.nan, 3.0], index=list("xyz"))).equals(pd.Series([1.0, np.nan, 3.0]))
    table = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[5, 6])
    assert crossed(table).equals(table.reset_index(drop=True))
    twice = pd.concat([table, table], axis=1)
    assert list(crossed(twice).columns) == ["a", "b", "a", "b"]
    assert crossed(pd.DataFrame(index=[1, 2])).shape == (2, 0)
    assert np.isnan(crossed(pd.Series([1, pd.NA], dtype="Int64"))[1])


def test_what_a_function_gave_arrives_as_it_was():
    called = crossed(
        Called((("value", np.array([1.0, 2.0])), ("error", '"ValueError: x"'), ("arguments", None)))
    )
    assert isinstance(called, Called)
    assert called.outputs[0][1].tolist() == [1.0, 2.0]
    assert called.outputs[1:] == (("error", '"ValueError: x"'), ("arguments", None))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (print, "a function"),
        (object(), "something of the type object"),
        (2 + 1j, "something of the type complex"),
        (np.zeros(MOST_VALUES + 1), "something of the type ndarray"),
        (10**400, "something of the type int"),
        (np.datetime64("2020-01-01"), "something of the type datetime64"),
    ],
)
def test_of_other_things_only_the_name_arrives(value, words):
    assert described(crossed(value)) == words


def test_nothing_is_followed_without_end():
    endless: list = []
    endless.append(endless)
    assert isinstance(crossed(endless), list)


@given(JSON)
def test_whatever_comes_over_the_wall_is_a_value_or_refused(coded):
    with contextlib.suppress(ValueError):
        described(decode(coded))


@given(JSON)
def test_whatever_comes_over_the_wall_is_marked(coded):
    task = new_task(3)
    run = Run("finished", dict.fromkeys(definitions(3), coded), True, "")
    rows = mark("a.ipynb", task, run, {})
    assert [row.check for row in rows] == list(definitions(3))
    assert all(row.message for row in rows)


def test_a_function_is_marked_by_what_it_gives_for_inputs_that_were_not_known_before():
    first, second = new_task(3), new_task(3)
    right = definitions(3)["03.3"].expects.right
    given_first = encode(Called(tuple(("value", right(**case)) for case in first.inputs["03.3"])))
    run = Run("finished", {"03.3": given_first, "03.1": given_first}, True, "")
    marks = {row.check: row for row in mark("a.ipynb", first, run, {})}
    assert marks["03.3"].passed
    assert not marks["03.1"].passed
    assert "not asked for" in marks["03.1"].message
    assert not {row.check: row for row in mark("a.ipynb", second, run, {})}["03.3"].passed


@pytest.mark.parametrize(
    ("sources", "chapter"),
    [
        (['check("03.1", x)'], 3),
        (["check('03.1', x)"], 3),
        (['check("99.1", x)', 'check( "03.2", y)'], 3),
        (['check("01.1", x)', 'check("03.1", x)\ncheck("03.2", y)'], 3),
        (['check("99.1", x)'], None),
        (["checked"], None),
        ([], None),
    ],
)
def test_the_chapter_is_the_one_whose_checks_are_called(sources, chapter):
    assert chapter_of(sources) == chapter


def test_cells_are_counted_and_those_that_call_a_check_are_known():
    cells = [
        {"cell_type": "markdown", "source": 'check("03.1", x)'},
        {"cell_type": "code", "source": ["x = 1\n", 'check("03.1", x)']},
        {"cell_type": "code", "source": 'check("03.1", x)\ncheck("03.2", x)'},
    ]
    sources = cell_sources(json.dumps({"cells": cells}))
    assert sources == ["", 'x = 1\ncheck("03.1", x)', 'check("03.1", x)\ncheck("03.2", x)']
    assert cells_of_checks(sources) == {"03.1": 2, "03.2": 3}


@pytest.mark.parametrize(
    "text",
    [
        '{"cells": [{"cell_type": "co',
        '{"cells": {"a": 3}}',
        '{"cells": [3]}',
        '{"cells": [{"cell_type": "code"}]}',
        "{}",
        "[1]",
        "",
        "%PDF-1.7",
        "[" * 10**5,
    ],
)
def test_what_cannot_be_read_is_no_notebook(text):
    with pytest.raises(ValueError, match="no readable notebook; ask for it again"):
        cell_sources(text)


def test_a_check_whose_own_cell_failed_says_so_and_others_do_not():
    run = Run(
        "finished", {"03.1": 1.0}, True, "", {4: "NameError: name 'c' is not defined", 5: "KeyError: 1"}
    )
    rows = mark("a.ipynb", new_task(3), run, {"03.1": 5, "03.2": 4, "03.3": 6})
    told = {row.check: row.message for row in rows}
    assert told["03.2"] == "Its cell stopped before the check: NameError: name 'c' is not defined"
    assert "stopped" not in told["03.1"]
    assert told["03.3"] == told["03.4"] == NO_ANSWER


def test_extras_are_known_from_the_course_and_counted_apart():
    assert extra_checks(3) == {"03.8"}
    assert extra_checks(2) == frozenset()
    rows = [
        Mark("a.ipynb", "3", f"03.{n}", EXTRA if n == 8 else "core", n > 6, "", "finished")
        for n in range(1, 9)
    ]
    one = tally(rows)
    assert one.words() == "a.ipynb: 1 of 7 passed, extra 1 of 1; finished"
    assert one.cells() == ["a.ipynb", "3", "1", "7", "1", "1", "finished"]
    assert tally(rows[:7]).words() == "a.ipynb: 1 of 7 passed; finished"


def test_what_was_not_run_has_no_counts():
    one = tally(not_run("=a.ipynb", "it is torn"))
    assert one.words() == "=a.ipynb: not run: it is torn"
    assert one.cells() == ["'=a.ipynb", "", "", "", "", "", "not run: it is torn"]


def answer_of(program: bytes, architecture: int, call: int, first_argument: int = 0) -> int:
    """Run the filter as the kernel does; return its answer: 0 allowed, an error number, or -1 for the end."""
    data = struct.pack("=IIQ6Q", call, architecture, 0, first_argument, 0, 0, 0, 0, 0)
    lines = list(struct.iter_unpack("=HBBI", program))
    at, held = 0, 0
    while True:
        code, if_true, if_false, k = lines[at]
        at += 1
        if code == 0x20:
            (held,) = struct.unpack_from("=I", data, k)
        elif code == 0x06:
            return {0x7FFF0000: 0, 0x80000000: -1}.get(k, k & 0xFFFF)
        else:
            holds = {0x15: held == k, 0x35: held >= k, 0x45: bool(held & k)}[code]
            at += if_true if holds else if_false


@pytest.mark.parametrize("name", MACHINES)
def test_the_filter_lets_threads_start_and_nothing_else(name):
    machine, program = MACHINES[name], filter_program(name)
    thread, process, write = 0x10000 | 0x100, 17, 64

    def answer(call: int, first_argument: int = 0) -> int:
        return answer_of(program, machine.architecture, call, first_argument)

    assert answer(machine.clone, thread) == 0
    assert answer(machine.clone, process) == errno.EAGAIN
    assert answer(machine.clone3, thread) == errno.ENOSYS
    assert [answer(call) for call in machine.starts] == [errno.EAGAIN] * len(machine.starts)
    assert {answer(call) for call in machine.others} == {errno.EPERM}
    assert answer(write) == 0
    assert answer(0x40000000 | write) == errno.EPERM
    assert answer_of(program, 0x40000003, write) == -1


def test_on_an_unknown_processor_there_is_no_filter():
    with pytest.raises(ValueError, match="on x86_64, aarch64, but this processor is riscv64"):
        filter_program("riscv64")
