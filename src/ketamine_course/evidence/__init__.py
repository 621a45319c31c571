"""Sourced tables: loading, citing, tracing a number to its row."""
