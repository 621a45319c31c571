"""Wind-up and central sensitisation in a small simulation whose coefficients are all assumed.

assumed = AssumedCoefficients()
grown = responses(assumed, stimuli=15, interval_s=1.0, blocked_share=[0.0, 0.5])     # array (2, 15)
left = sensitisation_at_end(assumed, grown[..., -1] - 1)
later = sensitisation(assumed, left, times_h=range(24), blocked_share=0.5, block_windows_h=[(2, 6)])
print(caption(assumed))
"""

from .aftermath import sensitisation, sensitisation_at_end
from .assumptions import AssumedCoefficients, caption
from .wind_up import changing_facilitation, facilitation, facilitation_limit, growth_per_stimulus, responses

__all__ = [
    "AssumedCoefficients",
    "caption",
    "changing_facilitation",
    "facilitation",
    "facilitation_limit",
    "growth_per_stimulus",
    "responses",
    "sensitisation",
    "sensitisation_at_end",
]
