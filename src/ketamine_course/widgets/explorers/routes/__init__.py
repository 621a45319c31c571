"""Explorers of chapter 3: routes of administration."""

from .model_against_model import model_against_model
from .route_and_dose import route_and_dose
from .virtual_population import virtual_population

__all__ = ["model_against_model", "route_and_dose", "virtual_population"]
