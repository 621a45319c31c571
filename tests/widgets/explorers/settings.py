"""Settings at which an explorer is tried: every control at its ends and default, alone and in pairs."""

from itertools import combinations

from ketamine_course.widgets.controls import Choice, Slider


def notable(control):
    """The values of a control that matter: ends and default, every option, on and off."""
    if isinstance(control, Slider):
        return list(dict.fromkeys([control.low, control.value, control.high]))
    if isinstance(control, Choice):
        return [value for _words, value in control.options]
    return [False, True]


def pairwise(explorer):
    """Settings in which each pair of controls takes each pair of notable values, the others at default."""
    controls = list(explorer.panel.controls.values())
    seen, settings = set(), []
    for first, second in combinations(controls, 2):
        for a in notable(first):
            for b in notable(second):
                setting = explorer.panel.defaults | {first.name: a, second.name: b}
                if tuple(setting.items()) not in seen:
                    seen.add(tuple(setting.items()))
                    settings.append(setting)
    return settings
