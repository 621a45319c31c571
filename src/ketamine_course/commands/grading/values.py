"""Answers as JSON and back: numbers, texts, lists, arrays, columns, tables; of all else, its type's name.

Encoding runs beside a submission and is not trusted; decoding makes nothing but plain values.
"""

from numbers import Integral, Real

import numpy as np
import pandas as pd

from ketamine_course.learning.exercises import Called

MOST_VALUES = 100_000
DEEPEST = 8
_LARGEST = 1e300


def encode(value: object, depth: int = DEEPEST) -> object:
    """Return an answer as something that JSON can hold."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, np.generic):
        return encode(value.item(), depth) if value.dtype.kind in "biuf" else _other(value)
    if isinstance(value, Integral) and abs(value) < _LARGEST:
        return int(value)
    if isinstance(value, Real) and not isinstance(value, Integral):
        return float(value)
    if value is pd.NA or value is pd.NaT:
        return float("nan")
    if value is ...:
        return {"empty": True}
    return _encode_several(value, depth) if depth else _other(value)


def _encode_several(value: object, depth: int) -> object:
    def items(values: object) -> list:
        return [encode(item, depth - 1) for item in values]

    if isinstance(value, Called):
        return {"called": [[kind, encode(given, depth - 1)] for kind, given in value.outputs]}
    size = getattr(value, "size", None) if isinstance(value, np.ndarray | pd.DataFrame | pd.Series) else None
    if size is None and isinstance(value, list | tuple | set | dict):
        size = len(value)
    if size is None or size > MOST_VALUES:
        return {"function": True} if callable(value) else _other(value)
    if isinstance(value, np.ndarray):
        return {"array": items(value.flat), "shape": list(value.shape)}
    if isinstance(value, pd.Series):
        return {"column": items(value)}
    if isinstance(value, pd.DataFrame):
        columns = [items(value.iloc[:, place]) for place in range(value.shape[1])]
        return {"table": columns, "names": [str(name) for name in value.columns], "rows": len(value)}
    if isinstance(value, dict):
        return {"dict": [[encode(key, depth - 1), encode(item, depth - 1)] for key, item in value.items()]}
    return {type(value).__name__ if type(value) in (list, tuple, set) else "list": items(value)}


def _other(value: object) -> dict:
    return {"other": type(value).__name__}


def decode(coded: object, depth: int = DEEPEST) -> object:
    """Return the answer that ``encode`` was given; another of its kind where that cannot be told.

    Raises ValueError for anything that ``encode`` does not make.
    """
    if coded is None or isinstance(coded, bool | str | float):
        return coded
    if isinstance(coded, int) and abs(coded) < _LARGEST:
        return coded
    if not isinstance(coded, dict) or not coded or depth < 0:
        raise ValueError("this is no value that a submission hands over")
    kind = next(iter(coded))
    make = _MAKERS.get(kind)
    if make is None:
        raise ValueError(f"there is no kind of value {str(kind)[:40]!r}")
    try:
        return make(coded, depth - 1)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a value of the kind {kind} is not as it must be ({error})") from None


def _items(coded: object, depth: int) -> list:
    if not isinstance(coded, list) or len(coded) > MOST_VALUES:
        raise ValueError(f"at most {MOST_VALUES} values may be handed over")
    return [decode(item, depth) for item in coded]


def _array(coded: dict, depth: int) -> np.ndarray:
    items = _items(coded["array"], depth)
    plain = all(isinstance(item, int | float) for item in items)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    truths = items and all(isinstance(item, bool) for item in items)
    if plain:
        array = array.astype(bool if truths else float)
    return array.reshape([int(side) for side in coded["shape"]])


def _column(items: list) -> pd.Series:
    return pd.Series(items, dtype=None if items else float)


def _table(coded: dict, depth: int) -> pd.DataFrame:
    columns = [_column(_items(column, depth)) for column in coded["table"]]
    names = [str(name) for name in coded["names"]]
    if len(names) != len(columns) or len({len(column) for column in columns}) > 1:
        raise ValueError("a table's columns must have names and one length")
    if not columns:
        return pd.DataFrame(index=range(min(int(coded["rows"]), MOST_VALUES)))
    return pd.concat(columns, axis=1).set_axis(names, axis=1)


def _called(coded: dict, depth: int) -> Called:
    outputs = tuple((str(kind), decode(given, depth)) for kind, given in coded["called"])
    if len(outputs) > MOST_VALUES or any(kind not in ("value", "error", "arguments") for kind, _ in outputs):
        raise ValueError("what a function gave is not as it must be")
    return Called(outputs)


def _dict(coded: dict, depth: int) -> dict:
    return {str(decode(key, depth)): decode(item, depth) for key, item in coded["dict"]}


def _foreign(coded: dict, _: int) -> object:
    name = str(coded["other"])
    return type(name if name.isidentifier() and len(name) < 40 else "object", (), {})()


_MAKERS = {
    "empty": lambda coded, depth: ...,
    "function": lambda coded, depth: lambda: None,
    "array": _array,
    "column": lambda coded, depth: _column(_items(coded["column"], depth)),
    "table": _table,
    "list": lambda coded, depth: _items(coded["list"], depth),
    "tuple": lambda coded, depth: tuple(_items(coded["tuple"], depth)),
    "set": lambda coded, depth: set(_items(coded["set"], depth)),
    "dict": _dict,
    "called": _called,
    "other": _foreign,
}
