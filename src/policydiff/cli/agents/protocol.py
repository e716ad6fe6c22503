"""The Model Context Protocol over two streams: JSON-RPC 2.0, a message a line (specification of 2025-06-18).

Whatever a line holds, the answer is a message: an error of JSON-RPC for what is no request, and a result that says
`isError` where a tool cannot do what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, NamedTuple

from policydiff.errors import PolicydiffError
from policydiff.version import __version__

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")  # the newest first
MAX_LINE_BYTES = 16 << 20
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMETERS = -32700, -32600, -32601, -32602


class Tool(NamedTuple):
    """Something that can be asked: a description for whoever asks, a JSON Schema of the arguments, and the function.

    `call` raises ValueError for arguments that make no sense, and PolicydiffError if it cannot be done.
    """

    description: str
    schema: dict[str, Any]
    call: Callable[[dict[str, Any]], dict[str, Any]]


def serve(tools: Mapping[str, Tool], requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the stream ends."""
    while line := requests.readline(MAX_LINE_BYTES + 1):
        is_whole = line.endswith(b"\n") or len(line) <= MAX_LINE_BYTES
        while not line.endswith(b"\n") and not is_whole and (more := requests.readline(MAX_LINE_BYTES)):
            line = more
        if not line.strip():
            continue
        answer = _answer(tools, line) if is_whole else _error(None, _INVALID_REQUEST, "a message of more than 16 MiB")
        if answer is not None:
            answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            answers.flush()


def _answer(tools: Mapping[str, Tool], line: bytes) -> dict[str, Any] | None:
    """The answer to a line; None to a notification, which has none."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return _error(None, _PARSE_ERROR, "not JSON")
    if not isinstance(request, dict) or request.get("jsonrpc") != "2.0" or not isinstance(request.get("method"), str):
        return _error(None, _INVALID_REQUEST, "not a request of JSON-RPC 2.0")
    if "id" not in request:
        return None
    number, parameters = request["id"], request.get("params", {})
    if not isinstance(parameters, dict):
        return _error(number, _INVALID_PARAMETERS, "params is no object")
    method = request["method"]
    if method == "initialize":
        return _result(number, _capabilities(parameters))
    if method == "ping":
        return _result(number, {})
    if method == "tools/list":
        return _result(number, {"tools": [_described(name, tool) for name, tool in tools.items()]})
    if method == "tools/call":
        return _called(tools, number, parameters)
    return _error(number, _NO_METHOD, f"no method {method[:80]!r}")


def _capabilities(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `initialize`: the version that was asked for, if it is known, else the newest one."""
    wanted = parameters.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "policydiff", "version": __version__},
    }


def _described(name: str, tool: Tool) -> dict[str, Any]:
    """A tool as `tools/list` has it."""
    hints = {"readOnlyHint": True, "openWorldHint": False}
    return {"name": name, "description": tool.description, "inputSchema": tool.schema, "annotations": hints}


def _called(tools: Mapping[str, Tool], number: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `tools/call`."""
    name, arguments = parameters.get("name"), parameters.get("arguments", {})
    tool = tools.get(name) if isinstance(name, str) else None
    if tool is None or not isinstance(arguments, dict):
        return _error(number, _INVALID_PARAMETERS, f"no tool {str(name)[:80]!r} with these arguments")
    try:
        value = tool.call(arguments)
    except (ValueError, PolicydiffError) as error:
        return _result(number, {"content": [{"type": "text", "text": str(error)}], "isError": True})
    text = json.dumps(value, ensure_ascii=False)
    return _result(number, {"content": [{"type": "text", "text": text}], "structuredContent": value, "isError": False})


def _result(number: Any, result: dict[str, Any]) -> dict[str, Any]:
    """A successful answer."""
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _error(number: Any, code: int, message: str) -> dict[str, Any]:
    """An answer that says what is wrong with a request."""
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}
