"""Explorers: a question, controls, a live figure. One folder a chapter."""

from .routes import model_against_model, route_and_dose, virtual_population

__all__ = ["model_against_model", "route_and_dose", "virtual_population"]
