"""What was typed wrongly, in one sentence with the remedy, in place of the option library's box."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

_WANTED = (
    ("valid integer", "needs a whole number"),
    ("valid number", "needs a number"),
    ("finite number", "needs a number"),
)
"""By what the option library's own messages hold."""


def is_usage(error: Exception) -> bool:
    """Whether the option library complains of what was typed (which library it is differs by its version)."""
    return any(kind.__name__ == "UsageError" for kind in type(error).__mro__)


def usage_in_words(error: Any) -> str:
    """What the option library complains of, as one sentence.

    Parameters
    ----------
    error
        One for which :func:`is_usage` holds.
    """
    command = error.ctx.command_path if error.ctx is not None else "attune"
    kind, said = type(error).__name__, str(error.format_message())
    see = f"“{command} --help” says more"
    if kind == "NoSuchOption":
        near = sorted(error.possibilities or ())
        perhaps = f" (perhaps {' or '.join(near)})" if near else ""
        return f"“{command}” has no option {error.option_name}{perhaps}; “{command} --help” lists them."
    if kind == "NoArgsIsHelpError":  # whose help has just been printed
        return f"“{command}” needs one of these commands after it."
    if kind == "MissingParameter":
        return f"“{command}” needs {_named(error)}; {see}."
    if kind == "BadParameter":
        named = _named(error).replace("a ", "The ", 1)
        return f"{named} {_wanted(str(error.message))}; {see}."
    unknown = re.search(r"No such command '([^']*)'", said)
    if unknown is not None and Path(unknown[1]).is_dir():
        return f"“{unknown[1]}” is a folder; “{command} analyze {unknown[1]}” reads the recordings in it."
    if unknown is not None:
        near = get_close_matches(unknown[1], error.ctx.command.list_commands(error.ctx), 1)
        perhaps = f" (perhaps {near[0]})" if near else ""
        return f"There is no command “{command} {unknown[1]}”{perhaps}; “{command} --help” lists them."
    more = re.search(r"unexpected extra arguments? ?\(?s?\)? \((.*)\)", said)
    if more is not None:
        return f"“{command}” can do nothing with “{more[1]}”; {see}."
    lone = re.search(r"Option '(.*)' requires (an|\d+) argument", said)
    if lone is not None:
        count = "a value" if lone[2] == "an" else f"{lone[2]} values"
        return f"{lone[1]} needs {count} after it; {see}."
    return f"{said.rstrip('.')}; {see}."


def _named(error: Any) -> str:
    """What it is about: an option as it is typed, or what an argument is."""
    parameter = error.param
    if parameter is None:
        return "a value"
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return f"a {parameter.name.replace('_', ' ').removesuffix('s')}"


def _wanted(message: str) -> str:
    """What a value must be."""
    for part, words in _WANTED:
        if part in message:
            return words
    message = message.removeprefix("Value error, ").rstrip(".")
    choices = re.search(r"(.*) is not one of (.*)", message)
    if choices is not None:
        given, known = choices[1].strip("'"), choices[2].replace("'", "")
        return f"cannot be “{given}”: choose one of {known}"
    least = re.search(r"greater than( or equal to)? (\S+)", message)
    if least is not None:
        return f"needs {'at least' if least[1] else 'more than'} {least[2]}"
    most = re.search(r"less than( or equal to)? (\S+)", message)
    if most is not None:
        return f"may be {'at most' if most[1] else 'less than'} {most[2]}"
    return f"cannot be that: {message[:1].lower()}{message[1:]}"
