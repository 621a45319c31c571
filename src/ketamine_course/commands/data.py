"""``data``: the tables, whether they hold together, and where a number comes from."""

import argparse
import re
import sys
from pathlib import Path

import pandas as pd

from ketamine_course.commands.number_places import places_that_name, places_that_show
from ketamine_course.evidence import cite, course_folder, describe, load_table, row, table_names
from ketamine_course.evidence.integrity import check_folder
from ketamine_course.evidence.number_search import Found, find_number

WELL, FOUND_WRONG, CALLED_WRONGLY = 0, 1, 2
AT_MOST = 40


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command and its two helpers."""
    parser = subparsers.add_parser(
        "data",
        help="list the tables, check them, or find which rows a number comes from",
        description="Without a word behind it: list the tables with rows, sources and last review.",
    )
    parser.set_defaults(run=list_tables)
    ways = parser.add_subparsers(title="what to do", metavar="WHAT")
    check = ways.add_parser("check", help="run every check of the tables; say what is wrong and where")
    check.add_argument(
        "folder", nargs="?", type=Path, help="a folder of tables (the course's own if not given)"
    )
    check.set_defaults(run=check_tables)
    trace = ways.add_parser("trace", help="find which rows a number comes from, or where a row is used")
    trace.add_argument(
        "number",
        nargs="+",
        help="the number as it stands in a text (31%%, 2.68, 0.5 mg/kg), or a row: its id, TABLE:ID or "
        "TABLE:ID.COLUMN",
    )
    trace.set_defaults(run=trace_number)


def list_tables(options: argparse.Namespace) -> int:
    """Print one line a table: name, rows, number of sources, last review, title."""
    names = table_names()
    width = max(len(name) for name in names)
    print(f"{'table':{width}}  rows  sources  reviewed    what it holds")
    for name in names:
        frame, described = load_table(name), describe(name)
        cited = frame["citation_key"] if "citation_key" in frame else frame.iloc[:0, 0]
        sources = str(cited[cited != ""].nunique()) if len(cited) else "–"
        line = (
            f"{name:{width}}  {len(frame):4}  {sources:>7}  {described['reviewed_on']}  {described['title']}"
        )
        print(line)
    incomplete = int((load_table("references")["incomplete"] != "").sum())
    print(f"{len(names)} tables; {incomplete} of {len(load_table('references'))} references are incomplete.")
    return WELL


def check_tables(options: argparse.Namespace) -> int:
    """Check a folder of tables and print each problem in plain words."""
    problems = check_folder(options.folder)
    for problem in problems:
        print(problem)
    if problems:
        tables = len({problem.table for problem in problems})
        print(f"{len(problems)} problems in {tables} tables." if len(problems) > 1 else "1 problem.")
        return FOUND_WRONG
    print("Every table is as its description says, and every key finds its row.")
    return WELL


def _line(found: Found) -> str:
    source = "; ".join(cite(key, html=False) for key in found.citation_keys if key)
    parts = [found.reference, found.figure, found.what, source, "doubtful" if found.doubtful else ""]
    return "  " + " | ".join(part for part in parts if part)


def _print_places(title: str, found: list[Found]) -> None:
    if not found:
        return
    print(title)
    for place in found[:AT_MOST]:
        print(_line(place))
    if len(found) > AT_MOST:
        print(f"  and {len(found) - AT_MOST} more; add the unit to narrow it down")


def _rows_named(text: str) -> list[tuple[str, str, str]]:
    """Return (table, identifier, column or "") of the rows that a text names; none if it is a number.

    Raises:
        ValueError: a table, row or column is named that is not there.
    """
    if re.match(r"[\d+\-−]", text):
        return []
    keys = {name: describe(name)["schema"]["primaryKey"] for name in table_names()}
    identifiers = {name: set(load_table(name)[key]) for name, key in keys.items() if isinstance(key, str)}
    table, colon, identifier = re.split(r"[|/]", text)[0].partition(":")
    if not colon:
        return [(name, text, "") for name, known in identifiers.items() if text in known]
    before, _, column = identifier.rpartition(".")
    if before in identifiers.get(table, ()):
        if column not in load_table(table):
            raise ValueError(f"table {table} has no column {column!r}; it has {', '.join(load_table(table))}")
        return [(table, before, column)]
    row(table, identifier)
    return [(table, identifier, "")]


def _print_row(table: str, identifier: str, column: str) -> None:
    """Print the filled cells of a row, or the one asked for, and every place that names the row."""
    record = row(table, identifier)
    print(f"{table}:{identifier}")
    for name, cell in record.items():
        if name == column or (not column and pd.notna(cell) and cell != ""):
            print(f"  {name}: {cell:.12g}" if isinstance(cell, float) else f"  {name}: {cell}")
    places = places_that_name(course_folder(), identifier)
    print("It is named in:" if places else "Nothing else in the course names it.")
    for place in places:
        print(f"  {place}")


def trace_number(options: argparse.Namespace) -> int:
    """Print the rows that hold a number and where they are shown; or a row, and all that names it."""
    text = " ".join(options.number)
    try:
        if named := _rows_named(text):
            for place in named:
                _print_row(*place)
            return WELL
        found = find_number(text)
    except ValueError as problem:
        print(f"data trace: {problem}", file=sys.stderr)
        return CALLED_WRONGLY
    if not found:
        print(f"{text}: no row of any table holds this number.")
        return FOUND_WRONG
    _print_places(f"{text} stands in:", [place for place in found if place.is_exact])
    _print_places(f"{text} after rounding:", [place for place in found if not place.is_exact])
    shown = places_that_show(course_folder(), text, found)
    print("It is shown in:" if shown else "No page of the course shows these rows with this number.")
    for place in shown:
        print(f"  {place}")
    return WELL
