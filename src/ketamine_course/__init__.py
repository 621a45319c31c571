"""The ketamine-for-pain course: sourced tables, pure functions, figures, widgets, notebooks."""
