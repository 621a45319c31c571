"""What a learner sees of a check: the verdict in words, and help when it is due."""

import re
from dataclasses import dataclass
from html import escape
from textwrap import indent

from ketamine_course.charts.show import OWN_KEYS

_SOLUTION = "The course's solution (it goes above the line that calls check)"


@dataclass(frozen=True, repr=False)
class Verdict:
    """The verdict on one answer; true when it is right.

    check: the check's name. stage: "right", or what the words are about ("empty", "type", "unit", "size",
    "value"). help: further sentences, each with its bold lead-in. solution: code, "" while it is not due.
    """

    check: str
    stage: str
    words: str
    help: tuple[tuple[str, str], ...] = ()
    solution: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.stage == "right"

    def __bool__(self) -> bool:
        return self.passed

    @property
    def heading(self) -> str:
        """The verdict in a word or two, after the check's name."""
        return f"{self.check}: {'right.' if self.passed else 'not yet.'}"

    def __repr__(self) -> str:
        lines = [f"{self.heading} {self.words}", *(f"{lead} {words}" for lead, words in self.help)]
        if self.solution:
            lines += [f"{_SOLUTION}:", indent(self.solution, "    ")]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        paragraphs = [(self.heading, self.words), *self.help]
        parts = [f"<p><strong>{_html(lead)}</strong> {_html(words)}</p>" for lead, words in paragraphs]
        if self.solution:
            code = f"<pre><code>{escape(self.solution)}</code></pre>"
            parts.append(f"<details><summary {OWN_KEYS}>{_SOLUTION}</summary>{code}</details>")
        return f'<div class="course-check" role="status">{"".join(parts)}</div>'


def _html(words: str) -> str:
    """Return words as HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(words))
