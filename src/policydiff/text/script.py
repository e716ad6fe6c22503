"""Conversion of a text to Simplified or Traditional characters, for display only."""

from __future__ import annotations


def in_script(text: str, script: str) -> str:
    """The text converted by OpenCC to `script`, which is "simplified" or "traditional"; KeyError for another name.

    For display, never for matching.

    >>> in_script("規定", "simplified")
    '规定'
    """
    from opencc import OpenCC  # slow to load, and only display needs it

    convert = OpenCC({"simplified": "t2s", "traditional": "s2t"}[script]).convert
    return "\n".join(convert(line) for line in text.split("\n"))
