"""Modules that are found by their folder: a new one is one file, and nothing else is touched.

>>> from policydiff import engines
>>> module_names(engines)
('processes', 'serial')
"""

from __future__ import annotations

import os
from functools import cache
from types import ModuleType
from typing import Any

from policydiff.errors import PolicydiffError
from policydiff.messages import message


def module_names(package: ModuleType) -> tuple[str, ...]:
    """The names of the modules and packages in the folder of a package, sorted; none of them is imported."""
    return names_in(*package.__path__)


@cache
def names_in(*folders: str) -> tuple[str, ...]:
    """The names of the modules and packages in these folders, sorted; also where their package is not imported."""
    from pkgutil import iter_modules

    return tuple(sorted(module.name for module in iter_modules(folders)))


def load_module(package: str, name: str, *attributes: str) -> Any:
    """The module `name` of a package, imported.

    PolicydiffError, which names the file, if it cannot be imported or lacks one of these attributes.
    """
    from importlib import import_module

    full_name = f"{package}.{name}"
    file = os.path.join(*full_name.split(".")[1:]) + ".py"
    hint = message("mend the file, or take it out of the folder")
    try:
        module = import_module(full_name)
    except Exception as error:
        reason = message("cannot be loaded: {kind}: {error}", kind=type(error).__name__, error=str(error))
        raise PolicydiffError(reason, where=file, hint=hint) from error
    for attribute in attributes:
        if not hasattr(module, attribute):
            raise PolicydiffError(message("has no {attribute}", attribute=attribute), where=file, hint=hint)
    return module
