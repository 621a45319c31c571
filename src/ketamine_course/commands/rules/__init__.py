"""What every notebook promises, one function a promise; ``notebook_rules`` says which apply where."""
