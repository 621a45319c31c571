"""The named models integrated step by step: an independent peer for the closed solutions.

Written from the rows of the table as ordinary differential equations, without the package's solver.
"""

from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from ketamine_course.evidence import load_table

DOMINO_LIKE = {"domino_tci", "clements1981"}


def rows_of(name):
    table = load_table("pharmacokinetic_models")
    table = table[(table["model"] == name) & table["parameter"].notna()]
    return dict(zip(table["parameter"], table["value"].astype(float), strict=True))


def rate_constants(name, weight_kg):
    """v1 in L, then rate constants in 1/min (k10, k12, k21, k13, k31) for the models given into the blood."""
    p = rows_of(name)
    if name in DOMINO_LIKE:
        return (
            p["v1"] * weight_kg,
            p["k10"],
            [(p["k12"], p["k21"])] + ([(p["k13"], p["k31"])] if "k13" in p else []),
        )
    volume, flow = weight_kg / 70, (weight_kg / 70) ** 0.75 / 60
    v1 = p["v1"] * volume
    pairs = [
        (p[f"q{i}"] * flow / v1, p[f"q{i}"] * flow / (p[f"v{i}"] * volume)) for i in (2, 3) if f"q{i}" in p
    ]
    if name == "herd2007" and "q" in p:
        pairs = [(p["q"] * flow / v1, p["q"] * flow / (p["v2"] * volume))]
    return v1, p["cl"] * flow / v1, pairs


def integrate(derivative, size, times, breaks):
    """Integrate from one break in the input to the next, so that the solver never steps over one."""
    times = np.asarray(times, dtype=float)
    state, result = np.zeros(size), np.zeros((size, times.size))
    edges = sorted({0.0, float(times.max()), *[b for b in breaks if b < times.max()]})
    for start, stop in pairwise(edges):
        jump = derivative.jump(start)
        state = state + jump
        inside = (times >= start) & (times <= stop)
        solution = solve_ivp(
            lambda t, y, s=start: derivative(t, y, s),
            (start, stop),
            state,
            method="LSODA",
            t_eval=np.unique(np.append(times[inside], stop)),
            rtol=1e-10,
            atol=1e-12,
        )
        lookup = dict(zip(solution.t, solution.y.T, strict=True))
        for index in np.flatnonzero(inside):
            result[:, index] = lookup[times[index]]
        state = solution.y[:, -1]
    return result


class Mammillary:
    """Depot, blood, side compartments, effect site: amounts in mg; the effect site as a concentration."""

    def __init__(self, name, weight_kg, boluses=(), infusions=(), absorbed=(), ke0=0.0):
        self.v1, self.k10, self.pairs = rate_constants(name, weight_kg)
        self.boluses, self.infusions, self.absorbed, self.ke0 = boluses, infusions, absorbed, ke0
        self.size = 2 + len(self.pairs) + len(absorbed)

    def jump(self, time):
        state = np.zeros(self.size)
        state[0] += sum(dose for dose, start in self.boluses if start == time)
        for index, (dose, start, _rate) in enumerate(self.absorbed):
            if start == time:
                state[2 + len(self.pairs) + index] += dose
        return state

    def __call__(self, time, y, segment_start):
        change = np.zeros_like(y)
        blood = y[0]
        change[0] = -self.k10 * blood
        for dose, start, duration in self.infusions:
            if start <= segment_start < start + duration:
                change[0] += dose / duration
        for index, (out, back) in enumerate(self.pairs):
            flow = out * blood - back * y[1 + index]
            change[0] -= flow
            change[1 + index] = flow
        effect = 1 + len(self.pairs)
        change[effect] = self.ke0 * (blood / self.v1 - y[effect])
        for index, (_dose, _start, rate) in enumerate(self.absorbed):
            depot = y[effect + 1 + index]
            change[effect + 1 + index] = -rate * depot
            change[0] += rate * depot
        return change


class Esketamine:
    """The esketamine model with nose, gut, liver and noresketamine, as its table states it (time in min)."""

    size = 8  # nasal depot, gut depot, blood, two sides, liver, noresketamine in blood and aside

    def __init__(self, name="perezruixo2021", nasal_mg=0.0, oral_mg=0.0, bolus_mg=0.0):
        self.p = rows_of(name)
        self.nasal_mg, self.oral_mg, self.bolus_mg = nasal_mg, oral_mg, bolus_mg
        first, later = min(nasal_mg, 28.0), max(nasal_mg - 28.0, 0.0)
        self.in_nose = self.p["fr_nasal"] * (first + self.p["fr_nasal_later_factor"] * later)
        if nasal_mg:
            self.gut = (
                nasal_mg - self.in_nose,
                self.p["duration_swallowed"] * 60,
                self.p["ka_swallowed"] / 60,
            )
        else:
            self.gut = (oral_mg, self.p["duration_oral"] * 60, self.p["ka_oral"] / 60)

    def breaks(self):
        return [self.gut[1]]

    def jump(self, time):
        state = np.zeros(self.size)
        if time == 0.0:
            state[0], state[2] = self.in_nose, self.bolus_mg
        return state

    def __call__(self, time, y, segment_start):
        p = self.p
        nose, gut, blood, side1, side2, liver, nor, nor_side = y
        amount, duration, ka_gut = self.gut
        release = amount * p["f_gut"] / duration if segment_start < duration else 0.0
        from_nose = p["ka_nasal"] / 60 * nose
        c, c1, c2, ch = blood / p["vc"], side1 / p["vp1"], side2 / p["vp2"], liver / p["vh"]
        cn, cn2 = nor / p["vcn"], nor_side / p["vpn"]
        f1, f2, fh, fn = (
            p["q1"] / 60 * (c - c1),
            p["q2"] / 60 * (c - c2),
            p["qh"] / 60 * (c - ch),
            p["q3n"] / 60 * (cn - cn2),
        )
        return np.array(
            [
                -from_nose,
                release - ka_gut * gut,
                from_nose - f1 - f2 - fh,
                f1,
                f2,
                fh + ka_gut * gut - (p["kel"] + p["kmet"]) / 60 * liver,
                p["kmet"] / 60 * liver - fn - p["cln"] / 60 * cn,
                fn,
            ]
        )
