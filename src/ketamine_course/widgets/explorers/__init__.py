"""Explorers: a question, controls, a live figure. One folder a chapter."""

from .routes import model_against_model, route_and_dose, virtual_population
from .understanding import nmda_block, trapping, wind_up

__all__ = ["model_against_model", "nmda_block", "route_and_dose", "trapping", "virtual_population", "wind_up"]
