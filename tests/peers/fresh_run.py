"""Runs R afresh: it must give what is stored here, and what the course gives.

Not collected in the everyday run, which needs no R; `python3 course.py test --peers` names this file.
"""

import shutil
import subprocess

import pytest
from peer_output import (
    DESOLVE,
    FOLDER,
    METAFOR,
    concentrations,
    differences_between_runs,
    disagreements,
    effect_sizes,
    pooled_results,
    read,
)
from pharmacokinetic_cases import write_parameters


def run(script, *arguments):
    """Run an R script; return nothing, or fail with what R said."""
    rscript = shutil.which("Rscript")
    assert rscript, "Rscript is not on the path; run this through: python3 course.py test --peers"
    command = [rscript, str(FOLDER / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script} failed:\n{done.stderr}"
    print(done.stdout)


@pytest.fixture(scope="module")
def metafor(tmp_path_factory):
    """A fresh output of metafor.R."""
    output = tmp_path_factory.mktemp("peers") / "metafor.csv"
    run("metafor.R", output)
    return read(output)


@pytest.fixture(scope="module")
def desolve(tmp_path_factory):
    """A fresh output of desolve.R, from parameters as the models have them now."""
    folder = tmp_path_factory.mktemp("peers")
    write_parameters(folder / "parameters.csv")
    run("desolve.R", folder / "parameters.csv", folder / "desolve.csv")
    return read(folder / "desolve.csv")


def test_metafor_gives_what_is_stored(metafor):
    assert differences_between_runs(metafor, read(METAFOR)) == []


def test_effect_sizes_agree_with_metafor(metafor):
    assert disagreements(effect_sizes(metafor)) == []


def test_pooled_results_agree_with_metafor(metafor):
    assert disagreements(pooled_results(metafor)) == []


def test_desolve_gives_what_is_stored(desolve):
    assert differences_between_runs(desolve, read(DESOLVE)) == []


def test_concentrations_agree_with_desolve(desolve):
    assert disagreements(concentrations(desolve)) == []
