"""What must be said beside a curve of receptor block: whose constant, of what kind, what it leaves out."""

from __future__ import annotations

from .constants import KINDS, Blocker, load_magnesium_block
from .kinetics import ketamine_speeds

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
        "is known in words only: the drug itself holds on better at a more negative voltage; so the voltage "
        "counts for too much here."
    )


def kinetics_caption() -> str:
    """What the four-state scheme took from where, and what it assumes."""
    speeds = ketamine_speeds()
    return (
        "Speeds of entering and leaving: from mouse nerve cells in culture; that of entering is a range over "
        "three drugs and several conditions, and that of leaving depends on the voltage. Assumed: channels "
        f"open at {speeds.opening_per_s:g} and close at {speeds.closing_per_s:g} per second, with or without "
        f"the drug inside, so that {100 * speeds.open_share:.0f} % of those without it are open while "
        "glutamate is there (were fewer open, the drug would get in and out more slowly); a closed one lets "
        "no drug in or out; no Mg²⁺."
    )
