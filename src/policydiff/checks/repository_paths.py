"""The paths of a check counted from the root of the git repository, as GitHub and GitLab read them."""

from __future__ import annotations

import os
from dataclasses import replace

from policydiff.checks.corpus_run import CheckResult
from policydiff.checks.finding import Finding
from policydiff.readers.entries import Source


def from_repository_root(result: CheckResult) -> CheckResult:
    """The result with paths from the root of the repository that the current folder is in; as it is outside of one.

    A path outside the repository becomes absolute.
    """
    root = _root_above(os.getcwd())
    if not root or root == os.getcwd():
        return result
    documents = tuple(_source(source, root) for source in result.documents)
    new = tuple(_finding(finding, root) for finding in result.new)
    return replace(result, documents=documents, compared=result.compared._replace(new=new))


def _root_above(folder: str) -> str:
    """The folder itself or the nearest one above it that holds `.git`; empty if there is none."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return folder


def _from(path: str, root: str) -> str:
    """The path counted from the root; absolute if it is not below it, and unchanged for standard input."""
    if path in ("", "-"):
        return path
    whole = os.path.abspath(path)
    return os.path.relpath(whole, root) if whole.startswith(os.path.join(root, "")) else whole


def _renamed(name: str, path: str, root: str) -> str:
    """The name of a document in the file at `path`, which it begins with or not, as an id does not."""
    return _from(path, root) + name[len(path) :] if path and name.startswith(path) else name


def _source(source: Source, root: str) -> Source:
    """The source with the new path."""
    return replace(source, path=_from(source.path, root), id=_renamed(source.id, source.path, root))


def _finding(finding: Finding, root: str) -> Finding:
    """The finding with the new paths."""
    related = tuple(
        replace(item, path=_from(item.path, root), document=_renamed(item.document, item.path, root))
        for item in finding.related
    )
    return replace(
        finding,
        path=_from(finding.path, root),
        document=_renamed(finding.document, finding.path, root),
        related=related,
        further=tuple(_finding(copy, root) for copy in finding.further),
    )
