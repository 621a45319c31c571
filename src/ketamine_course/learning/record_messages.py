"""What the learner is told about the record, in plain words."""

from .record_events import Line
from .record_store import RecordStore, Understood


def write_messages(store: RecordStore) -> list[str]:
    """Return what the learner should know of what is unwritten or gone; nothing when all is well."""
    said = []
    if store.write_trouble:
        said.append(
            f"Your answers cannot be saved just now: {store.file.path.name} cannot be written "
            f"({store.write_trouble}). They are kept in this notebook only. Do not close or restart it. Once "
            "the file can be written again, your next answer saves them all."
        )
    if store.is_lost:
        said.append(
            "The file of your record was moved, removed or begun afresh while this page was open. What you "
            "do now goes into a new one. If this was not meant, load your copy on Start here."
        )
    return said


def record_messages(store: RecordStore) -> list[str]:
    """Return what the learner should know of the record; nothing when all is well."""
    known, name, said = store.understood(), store.file.path.name, write_messages(store)
    if store.read_trouble:
        said.append(f"{name} cannot be read ({store.read_trouble}). What it holds is not shown here.")
    if known.newer:
        said.append(
            f"{_count(known.newer, 'event was', 'events were')} written by a newer version of the course. "
            "Your record keeps them, but this version cannot show them."
        )
    if known.contradicted:
        said.append(
            f"{_count(len(known.contradicted), 'event stands', 'events stand')} in your record in versions "
            "that differ; one version is counted, and all are kept."
        )
    if known.set_aside:
        said.append(
            f"{_lines(known.set_aside)} of {name} could not be read: {_kinds(known.set_aside)}. "
            "Nothing else is affected, and nothing was removed from the file."
        )
    return said


def merge_messages(theirs: Understood, added: int, known: int) -> tuple[str, ...]:
    """Return what a merge did: theirs, the record that was loaded; how many events were added or known."""
    if not theirs.texts:
        return ("No event was found in this file. Is it a record that was downloaded from this course?",)
    said = [f"{_count(added, 'event was', 'events were')} added; {known} {_were(known)} there already."]
    if theirs.newer:
        said.append(
            f"{_count(theirs.newer, 'event is', 'events are')} of a newer version of the course. Your record "
            "keeps them, but this version cannot show them."
        )
    if theirs.set_aside:
        said.append(
            f"{_lines(theirs.set_aside)} could not be read, so not taken over: {_kinds(theirs.set_aside)}."
        )
    return tuple(said)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _lines(lines: dict[int, Line]) -> str:
    """How many lines, and the numbers of the first five."""
    first = ", ".join(str(number) for number in sorted(lines)[:5])
    more = ", …" if len(lines) > 5 else ""
    return f"{_count(len(lines), 'line', 'lines')} ({first}{more})"


def _kinds(lines: dict[int, Line]) -> str:
    torn = sum(line.state == "torn" for line in lines.values())
    found = [(torn, "broken off while it was written", "broken off while they were written")]
    found.append((len(lines) - torn, "no event of this course", "no events of this course"))
    return ", ".join(_count(number, one, many) for number, one, many in found if number)
