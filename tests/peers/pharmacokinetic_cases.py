"""What both solvers are given: five models, each with another kind of input; and the file that tells R so.

python pharmacokinetic_cases.py        writes parameters.csv
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ketamine_course.models import pharmacokinetics as pk

PARAMETERS = Path(__file__).with_name("parameters.csv")


@dataclass(frozen=True)
class Case:
    """One simulation: ``inputs`` tells R in plain numbers what ``regimen`` tells the course."""

    model: str
    weight_kg: float
    regimen: pk.Regimen
    inputs: tuple[dict, ...]


def _absorbed(model: str, weight_kg: float, dose_mg: float, start_min: float, lag_min: float = 0.0):
    """First-order absorption of 40 % of a dose, with its peak after 30 min: as a regimen, and for R."""
    regimen = pk.Regimen.dose(
        dose_mg, start_min, route="oral", bioavailability=0.4, time_to_peak_min=30, lag_min=lag_min
    )
    rate = pk.absorption_rate(pk.load_model(model), 30.0, weight_kg)
    told = {"into": "v1", "amount_mg": 0.4 * dose_mg, "start_min": start_min + lag_min, "ka_per_min": rate}
    return regimen, told


def _sprayed(dose_mg: float) -> tuple[dict, dict]:
    """Esketamine through the nose, for R: part is taken up there, the rest is swallowed."""
    p = pk.load_model("perezruixo2021").parameters
    first = min(dose_mg, p["spray_set_mg"])
    in_nose = p["fr_nasal"] * (first + p["fr_nasal_later_factor"] * (dose_mg - first))
    return (
        {"into": "v1", "amount_mg": in_nose, "start_min": 0.0, "ka_per_min": p["ka_nasal"] / 60},
        {
            "into": "vh",
            "amount_mg": (dose_mg - in_nose) * p["f_gut"],
            "start_min": 0.0,
            "duration_min": p["duration_swallowed"] * 60,
            "ka_per_min": p["ka_swallowed"] / 60,
        },
    )


def cases() -> dict[str, Case]:
    """The cases by name; the doses are made up."""
    bolus = {"into": "v1", "amount_mg": 20.0, "start_min": 0.0}
    infusion = {"into": "v1", "amount_mg": 35.0, "start_min": 0.0, "duration_min": 40.0}
    slow = infusion | {"start_min": 10.0}
    drink, drunk = _absorbed("herd2007", 15.0, 60.0, 0.0, lag_min=5.0)
    later, taken_later = _absorbed("clements1981", 80.0, 100.0, 90.0)
    mixed = pk.Regimen.bolus(20.0) + pk.Regimen.infusion(35.0, 10.0, duration_min=40.0) + later
    spray = pk.Regimen.dose(84.0, route="intranasal")
    return {
        "bolus": Case("domino_tci", 70.0, pk.Regimen.bolus(20.0), (bolus,)),
        "infusion": Case("kamp2020", 50.0, pk.Regimen.infusion(35.0, duration_min=40.0), (infusion,)),
        "absorbed": Case("herd2007", 15.0, drink, (drunk,)),
        "mixed": Case("clements1981", 80.0, mixed, (bolus, slow, taken_later)),
        "spray": Case("perezruixo2021", 70.0, spray, _sprayed(84.0)),
    }


# Parameters of the compartments, by their names in R; flows are told in L/min, rates in 1/min.
_VOLUMES = ("v1", "v2", "v3", "vh", "vcn", "vpn")
_PER_HOUR = ("cl", "q2", "q3", "qh", "kel", "kmet", "cln", "q3n")


def parameters() -> pd.DataFrame:
    """What R is told, as text, one figure a row: case, input ("" for the model itself), parameter, value."""
    rows = []
    for name, case in cases().items():
        one = pk.load_model(case.model).individuals(case.weight_kg)
        told = {parameter: one[parameter].item() for parameter in _VOLUMES if parameter in one}
        told |= {parameter: one[parameter].item() / 60 for parameter in _PER_HOUR if parameter in one}
        told |= {"ke0": one["ke0"].item()} if "ke0" in one else {}
        rows += [(name, "", parameter, repr(value)) for parameter, value in told.items()]
        for number, given in enumerate(case.inputs, start=1):
            rows += [(name, str(number), parameter, str(value)) for parameter, value in given.items()]
    return pd.DataFrame(rows, columns=["case", "input", "parameter", "value"])


def simulated(name: str, times_min) -> pd.DataFrame:
    """What the course makes of a case."""
    case = cases()[name]
    return pk.simulate(pk.load_model(case.model), case.regimen, times_min, weight_kg=case.weight_kg)


def write_parameters(path: Path) -> None:
    """Write what R is told."""
    parameters().to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    write_parameters(PARAMETERS)
