"""How hard a text is to read: the Flesch-Kincaid grade, on syllables from pyphen.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others 1975): about the
year of school in the United States in which it is read with ease.

What counts as what:

- A sentence ends at a full stop, question or exclamation mark before a space or the end; a colon or a
  semicolon ends none, which is the strict reading.
- A figure (``120``, ``1,962``, ``0–10``) is one word with a syllable for each digit; ``%`` is "per cent".
- A word in capitals (``NMDA``) is read letter by letter.
- The name of a drug is one word of one syllable: a box about a drug cannot do without it.
- Any other word has as many syllables as pyphen has parts for it in American or in British English, or as
  it has groups of vowels, silent e left out, whichever is most. pyphen knows where a line may break, so it
  never parts a single letter ("o-pen", "man-y"), and alone would call a text easier than it is.
"""

import re
from functools import cache

import pyphen

MOST = 8.0
# Names of drugs (not of their kinds, such as "sedative" or "opioid"), as a plain text may need them.
DRUGS = frozenset(
    [
        "amitriptyline",
        "capsaicin",
        "clonidine",
        "dexmedetomidine",
        "dextromethorphan",
        "diazepam",
        "esketamine",
        "fentanyl",
        "gabapentin",
        "haloperidol",
        "ibuprofen",
        "ketamine",
        "lidocaine",
        "lorazepam",
        "memantine",
        "methadone",
        "midazolam",
        "morphine",
        "naloxone",
        "norketamine",
        "paracetamol",
        "phencyclidine",
        "pregabalin",
        "propofol",
    ]
)
DICTIONARIES = [pyphen.Pyphen(lang=language) for language in ("en_US", "en_GB")]
WORD = re.compile(r"\d[\d.,–-]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*")


@cache
def syllables(word: str) -> int:
    """Return how many syllables a word or figure has."""
    if word[0].isdigit():
        return sum(character.isdigit() for character in word)
    if word.lower() in DRUGS:
        return 1
    if word.isupper() and len(word) > 1:
        return len(word)
    lower = re.sub(r"['’].*", "", word.lower())
    broken = (len(dictionary.positions(lower)) + 1 for dictionary in DICTIONARIES)
    return max(*broken, vowel_groups(lower))


def vowel_groups(word: str) -> int:
    """Return how many groups of vowels a word in small letters has, an e that is not spoken left out."""
    silent = re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouylsxzcg]es$|[aeiouy]les$|[^aeiouytd]ed$", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)) - bool(silent))


def grade(text: str) -> float:
    """Return the grade of a text without marks and comments.

    Raises:
        ValueError: if it holds no word.
    """
    words = WORD.findall(text.replace("%", " per cent"))
    if not words:
        raise ValueError("a text without words has no reading grade")
    sentences = max(1, len(re.findall(r"[.?!…]+[\"”’)\]]*(?=\s|$)", text.strip())))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def hardest_words(text: str, most: int = 8) -> list[str]:
    """Return the words of most syllables, the longest first, to say what makes a text hard."""
    return sorted(set(WORD.findall(text)), key=lambda word: (-syllables(word), word))[:most]
