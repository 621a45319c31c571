"""Compartments that exchange drug, solved exactly through their modes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class CompartmentSystem:
    """Linear compartments of ``n`` patients at once.

    volumes_l: array (n, m) in L; exchange_l_per_min: array (n, m, m), symmetrical flows between
    compartments in L/min; elimination_l_per_min: array (n, m), clearance out of each compartment.
    Compartment 0 is the one that blood is drawn from.
    """

    volumes_l: np.ndarray
    exchange_l_per_min: np.ndarray
    elimination_l_per_min: np.ndarray

    def modes(self, dosed: int, observed: int) -> tuple[np.ndarray, np.ndarray]:
        """Rates (n, m) in 1/min and weights (n, m) in 1/L of the answer to 1 mg given at once.

        The concentration in ``observed`` after a unit dose into ``dosed`` is ``sum(weight * exp(-rate*t))``.
        Flows between two compartments are the same both ways, so the system is symmetrical once scaled by
        the root of the volumes: its modes are real, and equal rates need no special case.
        """
        flows_out = self.exchange_l_per_min.sum(axis=2) + self.elimination_l_per_min
        balance = -self.exchange_l_per_min + flows_out[:, :, None] * np.eye(flows_out.shape[1])
        scale = 1.0 / np.sqrt(self.volumes_l)
        rates, vectors = np.linalg.eigh(balance * scale[:, :, None] * scale[:, None, :])
        weights = vectors[:, observed, :] * vectors[:, dosed, :]
        return np.maximum(rates, 0.0), weights * (scale[:, [observed]] * scale[:, [dosed]])


def star(
    volumes: list[np.ndarray], flows: list[np.ndarray], clearances: dict[int, np.ndarray]
) -> CompartmentSystem:
    """A central compartment with side compartments around it.

    volumes: m arrays (n,) in L, the central one first; flows: m-1 arrays (n,) in L/min between the centre
    and each side compartment; clearances: elimination in L/min by compartment number.
    """
    count, size = len(volumes), len(volumes[0])
    exchange = np.zeros((size, count, count))
    for side, flow in enumerate(flows, start=1):
        exchange[:, 0, side] = exchange[:, side, 0] = flow
    elimination = np.zeros((size, count))
    for compartment, clearance in clearances.items():
        elimination[:, compartment] = clearance
    return CompartmentSystem(np.stack(volumes, axis=1), exchange, elimination)
