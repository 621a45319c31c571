"""What stands behind course.py: making the environment, opening JupyterLab, running every check.

It runs before anything is installed, so it uses the standard library only.
"""
