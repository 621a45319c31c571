"""Figures: tables and model results to a Chart with caption, alternative text and rows."""
