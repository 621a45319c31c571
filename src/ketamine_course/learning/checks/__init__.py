"""The checks of the exercises, one module a chapter: ``chapter_NN.make_checks()`` returns them in order."""
