"""Whether changed text is of annotations, which a report shows last."""

from __future__ import annotations

from policydiff.comparison.result import Comparison
from policydiff.text.spans import Span, SpanSet


class Annotations:
    """The annotations of both sides of a comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self._sides = [
            (version.document.text, SpanSet(version.annotations)) for version in (comparison.old, comparison.new)
        ]

    def hold(self, old: Span | None, new: Span | None) -> bool:
        """Whether the text on each side begins in an annotation; sides without any are passed over.

        False if neither has any.
        """
        is_inside = []
        for (text, spans), span in zip(self._sides, (old, new), strict=True):
            content = text[span.start : span.end] if span else ""
            if span and content.strip():
                is_inside.append(spans.contains(span.start + len(content) - len(content.lstrip())))
        return bool(is_inside) and all(is_inside)
