"""Explorers: a question, controls, a live figure. One folder a chapter."""

from .introduction import natural_frequencies, two_point_change
from .routes import model_against_model, route_and_dose, virtual_population
from .understanding import nmda_block, trapping, wind_up

__all__ = [
    "model_against_model",
    "natural_frequencies",
    "nmda_block",
    "route_and_dose",
    "trapping",
    "two_point_change",
    "virtual_population",
    "wind_up",
]
