"""`policydiff serve-mcp`: answered to a real client, and to whatever else is written to it."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import Command
from papers import LAW, articles
from policydiff.cli.agents.protocol import MAX_LINE_BYTES
from trees import plant

OLD, NEW = LAW + articles(1, 8), LAW + articles(1, 8).replace("第三条", "第三条　增订一句。", 1)


@pytest.fixture(scope="module")
def held(policydiff: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of three documents."""
    folder = tmp_path_factory.mktemp("held")
    plant(folder, {"in/old.txt": OLD, "in/new.txt": NEW, "in/other.txt": "今天停航，明日恢复渡口。\n"})
    assert policydiff("index", "build", "held.index", "in", "-q", cwd=folder).returncode == 0
    return folder


def answers(policydiff: Command, folder: Path, *lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    """What the server answers to these lines."""
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    done = policydiff("serve-mcp", "held.index", cwd=folder, stdin=raw)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def call(name: object, arguments: object, number: int = 1) -> dict[str, Any]:
    """A request that calls a tool."""
    parameters = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def test_a_real_client_is_served(policydiff: Command, held: Path) -> None:
    mcp = pytest.importorskip("mcp", reason="the client library of the Model Context Protocol is not installed")
    from mcp.client.stdio import stdio_client

    program, *arguments = policydiff.line("serve-mcp", "held.index")
    server = mcp.StdioServerParameters(
        command=str(program), args=list(map(str, arguments)), cwd=str(held), env=policydiff.environment()
    )

    async def ask() -> tuple[set[str], dict[str, Any], dict[str, Any]]:
        """The names of the tools, and two answers."""
        async with stdio_client(server) as streams, mcp.ClientSession(*streams) as session:
            await session.initialize()
            tools = await session.list_tools()
            found = await session.call_tool("search", {"text": OLD})
            compared = await session.call_tool("compare", {"old_id": "in/old.txt", "new_id": "in/new.txt"})
            return (
                {tool.name for tool in tools.tools},
                json.loads(found.content[0].text),
                json.loads(compared.content[0].text),
            )

    names, found, compared = asyncio.run(asyncio.wait_for(ask(), 60))
    assert names == {"search", "search_words", "document", "outline", "compare", "check"}
    ids = {member["document"]["id"] for group in found["groups"] for member in group["members"]}
    assert ids == {"in/old.txt", "in/new.txt"}
    assert compared["summary"]["edited"] == 1


def test_the_answers_are_those_of_the_commands(policydiff: Command, held: Path) -> None:
    requests = [
        call("compare", {"old_id": "in/old.txt", "new_id": "in/new.txt"}),
        call("outline", {"id": "in/old.txt"}),
        call("search_words", {"words": "渡口"}),
        call("document", {"id": "in/old.txt"}),
        call("check", {"text": "第一条 渔\ufffd\ufffd港应当登记。\n"}),
    ]
    values = [answer["result"]["structuredContent"] for answer in answers(policydiff, held, *requests)]
    compared = json.loads(policydiff("compare", "in/old.txt", "in/new.txt", "--format", "json", cwd=held).stdout)
    assert {**values[0], "old": 0, "new": 0} == {**compared, "old": 0, "new": 0}
    outlined = json.loads(policydiff("outline", "in/old.txt", "--format", "json", cwd=held).stdout)
    assert values[1]["units"] == outlined["units"]
    words = policydiff("search", "held.index", "--text", "渡口", "--format", "json", cwd=held).stdout
    assert values[2] == json.loads(words)
    assert values[3]["text"] == OLD
    assert "mojibake" in {finding["rule"] for finding in values[4]["findings"]}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"x", -32700),
        (b"[" * 100_000, -32700),
        (b"\xff\xfe\x00", -32700),
        (b"[]", -32600),
        (b"3", -32600),
        (b'{"id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 3}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "no/such"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}', -32602),
        (json.dumps(call("no-such", {})).encode(), -32602),
        (json.dumps(call("search", [])).encode(), -32602),
        (json.dumps(call({}, {})).encode(), -32602),
        (b'"' + b"a" * (MAX_LINE_BYTES + 9) + b'"', -32600),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_request_gets_an_error_and_the_server_goes_on(
    policydiff: Command, held: Path, line: bytes, code: int
) -> None:
    ping = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
    wrong, alive = answers(policydiff, held, line, b"", ping)
    assert wrong["error"]["code"] == code
    assert alive == {"jsonrpc": "2.0", "id": 7, "result": {}}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", {}),
        ("search", {"text": 3}),
        ("search", {"text": "渡口", "limit": 0}),
        ("search", {"text": "渡口", "limit": True}),
        ("search_words", {"words": "。"}),
        ("document", {"id": "in/no-such.txt"}),
        ("document", {"id": "../../etc/passwd"}),
        ("document", {"id": "' OR 1=1 --"}),
        ("outline", {}),
        ("outline", {"id": "in/old.txt", "text": "渡口"}),
        ("compare", {"old_id": "in/old.txt"}),
        ("check", {"id": "\ud800"}),
    ],
)
def test_arguments_that_make_no_sense_are_said(
    policydiff: Command, held: Path, name: str, arguments: dict[str, Any]
) -> None:
    (answer,) = answers(policydiff, held, call(name, arguments))
    assert answer["result"]["isError"] is True
    assert answer["result"]["content"][0]["text"]


def test_a_notification_has_no_answer(policydiff: Command, held: Path) -> None:
    assert answers(policydiff, held, {"jsonrpc": "2.0", "method": "notifications/initialized"}) == []


def test_no_index_is_said_in_a_line(policydiff: Command, held: Path) -> None:
    done = policydiff("serve-mcp", "in/old.txt", cwd=held)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count("\n") == 1


def test_nothing_is_written(policydiff: Command, held: Path) -> None:
    before = {path: path.read_bytes() for path in held.rglob("*") if path.is_file()}
    answers(policydiff, held, call("search", {"text": NEW}), call("check", {"id": "in/new.txt"}))
    assert {path: path.read_bytes() for path in held.rglob("*") if path.is_file()} == before


def test_it_ends_when_its_input_ends(policydiff: Command, held: Path) -> None:
    with subprocess.Popen(
        policydiff.line("serve-mcp", "held.index"), stdin=subprocess.PIPE, cwd=held, env=policydiff.environment()
    ) as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0
