"""Text of documents inside Markdown (CommonMark with GitHub's tables): nothing in it is interpreted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from policydiff.reports.model import Run
from policydiff.writers.escape import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BLOCK_START = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))")


def inline(text: str) -> str:
    r"""The text with everything escaped that Markdown or HTML would interpret inside a line.

    Control characters are escaped as in `visible`.

    >>> print(inline("*a* <b>"))
    \*a\* &lt;b&gt;
    """
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[1], f"\\{match[1]}"), visible(text))


def paragraph(text: str) -> str:
    r"""The text escaped for the beginning of a block: it cannot become a list, a heading or a rule.

    >>> print(paragraph("1. a"))
    1\. a
    """
    return _BLOCK_START.sub(lambda match: f"{match[1]}{match[2] or ''}\\{match[3] or match[4]}", inline(text))


def marked(runs: Sequence[Run], elements: Mapping[str, str]) -> str:
    """The runs as one line; `elements` has the HTML element for each tone that is marked, other tones stay unmarked.

    Elements, because CommonMark does not recognise ** and ~~ next to Chinese punctuation.

    >>> marked((Run("限期"), Run("三十", "add"), Run("日")), {"add": "ins"})
    '限期<ins>三十</ins>日'
    """
    return "".join(
        f"<{elements[run.tone]}>{inline(run.text)}</{elements[run.tone]}>" if run.tone in elements else inline(run.text)
        for run in runs
    )
