"""The NMDA receptor: how much of it a drug blocks, at which voltage and Mg2+, and how the drug is trapped.

    blocker = load_blocker("esketamine")
    free = free_umol_per_l(100, free_fraction=0.55, substance=blocker.substance)
    shares = channel_shares(free, blocker.half_block_umol_per_l, voltage_mv=-30, magnesium_mmol_per_l=1)
    states = channel_states(ketamine_speeds(), 1.0, times_s=range(60), glutamate_s=pulses(1, 5, 60),
                            drug_s=[(10, 30)])

Every constant comes from ``data/receptor_affinities.csv``; which row stands for what is in `constants`.
"""

from .captions import FREE_LEVEL_CAVEAT, NOT_EFFICACY, block_caption, kinetics_caption, magnesium_caption
from .concentrations import free_umol_per_l, molar_mass_g_per_mol, ng_per_ml, umol_per_l
from .constants import (
    BLOCKERS,
    KINDS,
    SPEEDS,
    Blocker,
    load_blocker,
    load_magnesium_block,
    lowest_free_fraction_in_plasma,
)
from .kinetics import STATES, ChannelSpeeds, channel_states, ketamine_speeds, pulses, steady_states
from .occupancy import (
    ASSUMED_HILL_COEFFICIENT,
    ChannelShares,
    apparent_half_block_umol_per_l,
    blocked_share,
    channel_shares,
    magnesium_load,
    magnesium_open_share,
)

__all__ = [
    "ASSUMED_HILL_COEFFICIENT",
    "BLOCKERS",
    "FREE_LEVEL_CAVEAT",
    "KINDS",
    "NOT_EFFICACY",
    "SPEEDS",
    "STATES",
    "Blocker",
    "ChannelShares",
    "ChannelSpeeds",
    "apparent_half_block_umol_per_l",
    "block_caption",
    "blocked_share",
    "channel_shares",
    "channel_states",
    "free_umol_per_l",
    "ketamine_speeds",
    "kinetics_caption",
    "load_blocker",
    "load_magnesium_block",
    "lowest_free_fraction_in_plasma",
    "magnesium_caption",
    "magnesium_load",
    "magnesium_open_share",
    "molar_mass_g_per_mol",
    "ng_per_ml",
    "pulses",
    "steady_states",
    "umol_per_l",
]
