"""Runs a submission's cells and hands over the values of its checks; started shut off, and not trusted.

It reads one request (JSON) from its input and writes one record (JSON) a line to what was its output; what
the submission prints goes to the error stream, where it is counted. Records: ``answer`` (check, value),
``failed`` (cell, counted from 1, and error), ``stopped`` (why), and ``end`` after the last cell.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable

from ketamine_course import learning
from ketamine_course.commands.grading.submissions import cell_sources
from ketamine_course.commands.grading.values import decode, encode
from ketamine_course.learning import exercises

LONGEST_ERROR = 200
LARGEST_FILE_BYTES = 64 * 2**20
MOST_OPEN_FILES = 256
Hand = Callable[[dict], None]


class Noted:
    """What ``check`` returns here: the answer was noted, and is marked later. It counts as not passed."""

    passed = False

    def __init__(self, identity: str) -> None:
        self.check = identity

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return f"{self.check}: noted."


def main() -> None:
    """Run the submission that the request holds."""
    request = json.loads(sys.stdin.buffer.read())
    hand = _take_over_streams()
    sources = cell_sources(request["notebook"])
    _replace_check(request["names"], request["functions"], hand)
    _limit_itself(request["memory_mb"])
    _run(sources, hand)


def _take_over_streams() -> Hand:
    """Keep the output for records alone, send what is printed to the error stream, and close the input."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout.flush()
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def hand(record: dict) -> None:
        channel.write(json.dumps(record) + "\n")
        channel.flush()

    return hand


def _replace_check(names: list[str], functions: dict[str, list], hand: Hand) -> None:
    """Put a ``check`` in place that hands the answer over instead of judging it."""

    def noted(identity: str, answer: object, progress: object = None) -> Noted:
        if identity not in names:
            raise ValueError(f"there is no check {identity!r} here; there are {', '.join(names)}")
        if identity in functions and callable(answer):
            cases = [{name: decode(given) for name, given in case.items()} for case in functions[identity]]
            answer = exercises.call(answer, cases)
        hand({"kind": "answer", "check": identity, "value": encode(answer)})
        return Noted(identity)

    learning.check = exercises.check = noted


def _limit_itself(memory_mb: int) -> None:
    """Limit this process's memory, files and open files for good; on Windows there are no such limits."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: memory_mb * 2**20,
        resource.RLIMIT_FSIZE: LARGEST_FILE_BYTES,
        resource.RLIMIT_NOFILE: MOST_OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (limit, limit))


def _run(sources: list[str], hand: Hand) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    # Tracebacks are for people who can see them, and making one takes memory that may be gone.
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None
    shell.history_manager.enabled = False
    for number, source in enumerate(sources, start=1):
        if not source.strip():
            continue
        result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, MemoryError):
            hand({"kind": "stopped", "why": "memory"})
            # Whatever the submission holds would be in the way of a tidy end.
            os._exit(0)
        if error is not None:
            told = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            hand({"kind": "failed", "cell": number, "error": told})
    hand({"kind": "end"})


if __name__ == "__main__":
    main()
