"""Lets several commands take the same few options as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command that has an option for each field of the dataclasses that ``command`` takes.

    Its options are told in the order of the parameters, those of a dataclass where that stands.
    """
    asked = signature(command, eval_str=True)
    kinds = {name: parameter.annotation for name, parameter in asked.parameters.items()}
    gathered: dict[str, Any] = {name: kind for name, kind in kinds.items() if is_dataclass(kind)}
    fields = {name: signature(kind, eval_str=True).parameters for name, kind in gathered.items()}
    options: dict[str, Parameter] = {}
    for name, parameter in asked.parameters.items():
        options |= fields.get(name, {name: parameter})

    @wraps(command)
    def call(**given: Any) -> None:
        for name, kind in gathered.items():
            given[name] = kind(**{field: given.pop(field) for field in fields[name]})
        command(**given)

    every = [option.replace(kind=Parameter.KEYWORD_ONLY) for option in options.values()]
    call.__signature__ = asked.replace(parameters=every)  # type: ignore[attr-defined]  # PEP 362: read by typer
    return call
