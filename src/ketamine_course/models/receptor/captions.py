"""What must be said beside a curve of receptor block: whose constant, of what kind, what it leaves out."""

from __future__ import annotations

from .constants import KINDS, Blocker, load_magnesium_block
from .kinetics import ASSUMED_CLOSING_PER_S, ASSUMED_OPENING_PER_S

FREE_LEVEL_CAVEAT = (
    "What counts at the receptor is the free drug in brain and spinal cord. To take a share of the level in "
    "blood for it is an assumption: part of the drug in blood is bound, and no free level in the brain of "
    "people was found; it may be higher or lower."
)
NOT_EFFICACY = "A blocked channel is not relief of pain: that is another measurement, in people."


def block_caption(blocker: Blocker) -> str:
    """Which constant a curve of ``blocker`` stands on, and what was assumed to draw it."""
    return (
        f"{blocker.words[0].upper()}{blocker.words[1:]}, {blocker.constant}: half-block at "
        f"{blocker.half_block_umol_per_l:.2g} µmol/L free ({KINDS[blocker.kind]}; {blocker.basis}). One "
        "molecule is taken to block one channel (assumed)."
    )


def magnesium_caption() -> str:
    """How Mg2+ is drawn, and what is left out."""
    constants = load_magnesium_block()
    return (
        "Mg²⁺: equation of Jahr and Stevens, its constants read second-hand in program code; studied from "
        f"{constants.studied_low_mmol_per_l:g} to {constants.studied_high_mmol_per_l:g} mmol/L in nerve "
        "cells in culture. Assumed: the drug and Mg²⁺ cannot sit in one channel at once. Left out, since it "
        "is known in words only: the drug itself holds on better at a more negative voltage."
    )


def kinetics_caption() -> str:
    """What the four-state scheme took from where, and what it assumes."""
    return (
        "Speeds of entering and leaving: from mouse nerve cells in culture; that of entering is a range over "
        "three drugs and several conditions. Assumed: channels open at "
        f"{ASSUMED_OPENING_PER_S:g} and close at {ASSUMED_CLOSING_PER_S:g} per second, with or without the "
        "drug inside; a closed one lets no drug in or out; no Mg²⁺."
    )
