"""Banks as a QTI 2.1 content package: a zip file with a manifest and one item a question.

The items mark as the course does, by response processing of their own: single and multiple are choice
interactions, numeric is a text entry of a number with an absolute tolerance, order and match have their own.
Feedback is shown as modal feedback, on each option, item or pair.
"""

import io
import zipfile
from xml.etree import ElementTree as ET

from ketamine_course.commands.quiz_formats.exported import (
    Exported,
    comment,
    labels,
    lost_signs,
    named,
    to_bytes,
    without_chart,
    writable,
)
from ketamine_course.commands.quiz_formats.qti_item import item_element
from ketamine_course.learning.banks import Bank
from ketamine_course.learning.texts import bare

PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
METADATA = "http://www.imsglobal.org/xsd/imsmd_v1p2"
# Zip files hold times; a fixed one gives the same bytes each time.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def export_qti(bank: Bank) -> Exported:
    """Return a bank as a QTI 2.1 package."""
    notes = (*_notes(bank), *without_chart(bank), *lost_signs(bank))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "imsmanifest.xml", _manifest(bank, notes))
        for question in bank.questions:
            _add(package, f"{question.id}.xml", item_element(question))
    return Exported(packed.getvalue(), "zip", notes)


def _notes(bank: Bank) -> list[str]:
    """What QTI cannot hold of this bank, or holds in another way."""
    notes = [
        "All questions: QTI does not count misses, so the hint can be opened from the start, where the "
        "player shows such information at all (infoControl).",
        "All questions: the explanation is shown after any answer, in the course only at the end.",
    ]
    if numeric := [question for question in bank.questions if question.kind == "numeric"]:
        notes.append(
            f"{named(numeric)}: the player reads the number; whether it takes a decimal comma is not the "
            "item's to say. The unit stands behind the field and is not typed."
        )
    return notes


def _add(package: zipfile.ZipFile, name: str, root: ET.Element) -> None:
    about = zipfile.ZipInfo(name, NO_TIME)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o644 << 16
    package.writestr(about, to_bytes(root))


def _manifest(bank: Bank, notes: tuple[str, ...]) -> ET.Element:
    """The list of what is in the package; objective, level and place stand in each item's keywords."""
    ET.register_namespace("imsmd", METADATA)
    root = ET.Element(
        "manifest", {"xmlns": PACKAGE, "identifier": f"ketamine-course-chapter-{bank.chapter:02d}"}
    )
    root.append(comment(notes))
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    metadata.append(_about(bare(bank.title), []))
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for question in bank.questions:
        file = f"{question.id}.xml"
        attributes = {"identifier": question.id, "type": "imsqti_item_xmlv2p1", "href": file}
        resource = ET.SubElement(resources, "resource", attributes)
        objective = f"{question.objective}: {bare(bank.objectives[question.objective])}"
        keywords = [objective, *labels(question, bank)]
        ET.SubElement(resource, "metadata").append(_about(question.id, keywords))
        ET.SubElement(resource, "file", href=file)
    return root


def _about(title: str, keywords: list[str]) -> ET.Element:
    lom = ET.Element(f"{{{METADATA}}}lom")
    general = ET.SubElement(lom, f"{{{METADATA}}}general")
    for tag, words in [("title", title), *(("keyword", keyword) for keyword in keywords)]:
        string = ET.SubElement(ET.SubElement(general, f"{{{METADATA}}}{tag}"), f"{{{METADATA}}}langstring")
        string.set("xml:lang", "en-GB")
        string.text = writable(words)
    return lom
