"""A reader of QTI 2.1 packages written from the specification alone: it knows nothing of how they are made.

It reads the manifest and the items, and runs an item's response processing on a response, with the
specification's rules for what is null. Only what it knows is accepted: an element that is new is an error.
"""

import io
import math
import operator
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree as ET

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
PACKAGE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
METADATA = "{http://www.imsglobal.org/xsd/imsmd_v1p2}"
# The order in which the parts of an item must stand.
PARTS = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
REQUIRED = {
    "assessmentItem": {"identifier", "title", "adaptive", "timeDependent"},
    "responseDeclaration": {"identifier", "cardinality", "baseType"},
    "outcomeDeclaration": {"identifier", "cardinality", "baseType"},
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "matchInteraction": {"responseIdentifier", "shuffle", "maxAssociations"},
    "textEntryInteraction": {"responseIdentifier"},
    "simpleChoice": {"identifier"},
    "simpleAssociableChoice": {"identifier", "matchMax"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
    "infoControl": {"title"},
}


@dataclass(frozen=True)
class Result:
    """What an item makes of a response: the score, and the feedback shown."""

    score: float
    feedback: tuple[str, ...]
    solution: tuple[str, ...]


class Item:
    """One item."""

    def __init__(self, content: bytes) -> None:
        self.root = ET.fromstring(content)
        assert self.root.tag == f"{QTI}assessmentItem"
        tags = [_name(child) for child in self.root]
        assert tags == sorted(tags, key=PARTS.index), "the parts of an item have an order"
        for element in self.root.iter():
            missing = REQUIRED.get(_name(element), set()) - set(element.attrib)
            assert not missing, f"{_name(element)} lacks {missing}"
        (response,) = self.root.findall(f"{QTI}responseDeclaration")
        self.cardinality, self.base_type = response.get("cardinality"), response.get("baseType")
        values = [self._value(one.text) for one in response.iterfind(f"{QTI}correctResponse/{QTI}value")]
        self.correct = values[0] if self.cardinality == "single" else values
        self.outcomes = {one.get("identifier"): one for one in self.root.iterfind(f"{QTI}outcomeDeclaration")}

    @property
    def identifier(self) -> str:
        return self.root.get("identifier")

    def process(self, response: object) -> Result:
        """Run the response processing. response: a value, a list of them, or None for no answer."""
        state = {"RESPONSE": response if response != [] else None}
        for name, declared in self.outcomes.items():
            default = declared.find(f"{QTI}defaultValue/{QTI}value")
            state[name] = float(default.text) if default is not None else None
        for rule in self.root.find(f"{QTI}responseProcessing"):
            if _name(rule) == "responseCondition":
                self._condition(rule, state)
            else:
                self._set(rule, state)
        shown = [
            (one.get("outcomeIdentifier"), "".join(one.find(f"{QTI}p").itertext()))
            for one in self.root.iterfind(f"{QTI}modalFeedback")
            if _holds(state[one.get("outcomeIdentifier")], one.get("identifier"))
        ]
        return Result(
            state["SCORE"],
            tuple(text for outcome, text in shown if outcome != "SOLUTION"),
            tuple(text for outcome, text in shown if outcome == "SOLUTION"),
        )

    def _condition(self, condition: ET.Element, state: dict) -> None:
        for branch in condition:
            kind, parts = _name(branch), list(branch)
            if kind == "responseElse" or self._evaluate(parts.pop(0), state) is True:
                for action in parts:
                    self._set(action, state)
                return

    def _set(self, action: ET.Element, state: dict) -> None:
        assert _name(action) == "setOutcomeValue"
        value, declared = self._evaluate(action[0], state), self.outcomes[action.get("identifier")]
        assert value is None or isinstance(value, list) == (declared.get("cardinality") == "multiple")
        state[action.get("identifier")] = value

    def _evaluate(self, element: ET.Element, state: dict) -> object:
        kind = _name(element)
        if kind == "variable":
            return state[element.get("identifier")]
        if kind == "correct":
            return self.correct
        if kind == "baseValue":
            return _value_of(element.text, element.get("baseType"))
        given = [self._evaluate(child, state) for child in element]
        if kind == "isNull":
            return given[0] is None
        if kind == "and":
            # False wins over null, null over true.
            return False if False in given else None if None in given else True
        if None in given:
            return None
        return self._compare(kind, element, given)

    def _compare(self, kind: str, element: ET.Element, given: list) -> object:
        if kind == "not":
            return not given[0]
        if kind == "match":
            is_bag = self.cardinality == "multiple" and all(isinstance(one, list) for one in given)
            return sorted(given[0]) == sorted(given[1]) if is_bag else given[0] == given[1]
        if kind == "member":
            return given[0] in given[1]
        if kind == "index":
            place = int(element.get("n"))
            return given[0][place - 1] if place <= len(given[0]) else None
        comparisons = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}
        assert kind in comparisons, f"{kind} is not known here"
        return comparisons[kind](*given)

    def _value(self, text: str) -> object:
        return _value_of(text, self.base_type)


def read_package(content: bytes) -> dict[str, Item]:
    """Return the items of a package by identifier; the manifest must name each file, and no other."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        manifest = ET.fromstring(package.read("imsmanifest.xml"))
        assert manifest.tag == f"{PACKAGE}manifest"
        assert manifest.findtext(f"{PACKAGE}metadata/{PACKAGE}schema") == "QTIv2.1 Package"
        assert [_name(child) for child in manifest] == ["metadata", "organizations", "resources"]
        items = {}
        for resource in manifest.iter(f"{PACKAGE}resource"):
            assert resource.get("type") == "imsqti_item_xmlv2p1"
            assert [one.get("href") for one in resource.iter(f"{PACKAGE}file")] == [resource.get("href")]
            item = Item(package.read(resource.get("href")))
            assert item.identifier == resource.get("identifier")
            items[item.identifier] = item
        assert set(package.namelist()) == {"imsmanifest.xml", *(f"{name}.xml" for name in items)}
    return items


def keywords(content: bytes) -> dict[str, list[str]]:
    """Return the keywords that the manifest gives each item."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        manifest = ET.fromstring(package.read("imsmanifest.xml"))
    return {
        resource.get("identifier"): [
            string.text for string in resource.iterfind(f".//{METADATA}keyword/{METADATA}langstring")
        ]
        for resource in manifest.iter(f"{PACKAGE}resource")
    }


def _holds(outcome: object, identifier: str) -> bool:
    return identifier in outcome if isinstance(outcome, list) else identifier == outcome


def _value_of(text: str, base_type: str) -> object:
    if base_type == "float":
        value = float(text)
        assert math.isfinite(value)
        return value
    if base_type == "directedPair":
        return tuple(text.split())
    assert base_type == "identifier"
    return text


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
