"""A reader of Moodle XML written after Moodle's own importer and question types, not after the exporter.

It takes from a file what Moodle's importer takes, and grades a response as Moodle's question types do,
between 0 and 1. A question of a type that it does not know, or that Moodle would refuse, is an error.
"""

from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

# The share of the mark that an option may give in Moodle, in per cent; each may be negative too.
FRACTIONS = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571)
FRACTIONS += (12.5, 11.11111, 10, 5, 0)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.tags = [], set()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)


def words(html: str) -> str:
    """Return what a reader sees of HTML."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)


def tags(html: str) -> set[str]:
    """Return the tags in HTML."""
    parser = _Words()
    parser.feed(html)
    return parser.tags


@dataclass
class Imported:
    """A question as Moodle would hold it."""

    kind: str
    name: str
    id: str
    text: str
    general_feedback: str
    hints: list[str]
    tags: list[str]
    element: ET.Element

    def grade(self, response: object) -> float:
        """Return the mark of a response.

        response: places of options for multichoice, a number for numerical, for matching the right side
        chosen for each stem.
        """
        return {"multichoice": self._options, "numerical": self._number, "matching": self._pairs}[self.kind](
            response
        )

    def html(self) -> list[str]:
        """Return every text that Moodle would show as HTML."""
        return [one.findtext("text") or "" for one in self.element.iter() if one.get("format") == "html"]

    def options(self) -> list[tuple[str, float, str]]:
        """Return text, fraction and feedback of each answer."""
        found = []
        for answer in self.element.iterfind("answer"):
            fraction = float(answer.get("fraction"))
            assert any(abs(abs(fraction) - allowed) < 1e-5 for allowed in FRACTIONS), fraction
            found.append((answer.findtext("text"), fraction / 100, answer.findtext("feedback/text") or ""))
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """Return stem and right side of each pair."""
        found = [
            (one.findtext("text"), one.findtext("answer/text"))
            for one in self.element.iterfind("subquestion")
        ]
        assert len(found) >= 3, "Moodle asks for three pairs"
        return found

    def units(self) -> list[str]:
        """Return the units that may stand behind a number; all mean the same."""
        assert {one.findtext("multiplier") for one in self.element.iterfind("units/unit")} <= {"1"}
        return [one.findtext("unit_name") for one in self.element.iterfind("units/unit")]

    def _options(self, places: object) -> float:
        options = self.options()
        if self.element.findtext("single") == "true":
            (place,) = places
            return max(0.0, options[place][1])
        assert abs(sum(fraction for _, fraction, _ in options if fraction > 0) - 1) < 1e-4
        return min(1.0, max(0.0, sum(options[place][1] for place in places)))

    def _number(self, value: object) -> float:
        for answer in self.element.iterfind("answer"):
            text = answer.findtext("text")
            tolerance = float(answer.findtext("tolerance") or 0)
            if text == "*" or abs(value - float(text)) <= tolerance + 1e-12:
                return float(answer.get("fraction")) / 100
        return 0.0

    def _pairs(self, chosen: object) -> float:
        right = [wanted == given for (_, wanted), given in zip(self.pairs(), chosen, strict=True)]
        return sum(right) / len(right)


def read_quiz(content: bytes) -> tuple[str, list[Imported]]:
    """Return the category and the questions of a file."""
    root = ET.fromstring(content)
    assert root.tag == "quiz"
    category, *questions = root.findall("question")
    assert category.get("type") == "category"
    return category.findtext("category/text"), [_imported(one) for one in questions]


def _imported(element: ET.Element) -> Imported:
    kind = element.get("type")
    assert kind in ("multichoice", "numerical", "matching"), f"no question type of Moodle's own: {kind}"
    return Imported(
        kind=kind,
        name=element.findtext("name/text"),
        id=element.findtext("idnumber"),
        text=element.findtext("questiontext/text"),
        general_feedback=element.findtext("generalfeedback/text"),
        hints=[one.findtext("text") for one in element.iterfind("hint")],
        tags=[one.findtext("text") for one in element.iterfind("tags/tag")],
        element=element,
    )
