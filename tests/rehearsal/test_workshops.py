"""The played workshop and the rehearsal against the running program."""

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.joining import join
from facilitation.rehearsal.people import phrases, themes
from facilitation.store.viewers import token_hash
from tests.servers import ROOT, LiveServer, live_server


def open_workshop(database: Path, language: str) -> tuple[int, str, str]:
    """A workshop to watch as the landing page opens it: session, code, the facilitator's token."""
    house = house_of(Config.from_environment({}, instance=database.parent, database_url=str(database)))
    door = DirectDoor(house)
    token = secrets.token_urlsafe(24)
    visitor = {"name": "You", "city": "DUB", "token_hash": token_hash("visitor"), "language": language}
    session = door.execute(Call("rehearsal.watch", "test-watch", visitor, programme=1)).result["session"]
    leading = {"session": session, "token_hash": token_hash(token)}
    code = door.execute(Call("rehearsal.lead", "test-lead", leading, programme=1)).result["code"]
    house.database.dispose()
    return session, code, token


async def meddle(server: LiveServer, code: str) -> int:
    """A visitor who writes, and pulls others' notes into a group of their own; the note's id."""
    seat = await join(server.url, code, "A visitor", "DUB")
    async with Client(server.url, {"seat": seat.token}) as client:
        view = await client.watch(f"board:{seat.board}")
        mine = {"board": seat.board, "area": view.areas[0], "text": "What about us?"}
        note = (await client.command("note.post", mine))["note"]
        async with asyncio.timeout(30):
            while len(view.notes) < 4:
                await asyncio.sleep(0.1)
        await client.command(
            "cluster.make", {"board": seat.board, "notes": [*view.notes][:4], "title": "Mine"}
        )
        return note


def test_a_workshop_is_played_to_its_end(tmp_path):
    """With a visitor who meddles and a live process that is killed in between."""
    with live_server(tmp_path) as server:
        session, code, token = open_workshop(tmp_path / "facilitation.sqlite3", "fr")
        command = [sys.executable, "-m", "facilitation.rehearsal.play", "--url", server.url, "--code", code]
        play = subprocess.Popen(
            [*command, "--session", str(session), "--seconds", "20"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        try:
            play.stdin.write(f"{token}\n")
            play.stdin.close()
            asyncio.run(meddle(server, code))
            server.kill_live()
            assert play.wait(100) == 0, play.stderr.read()
        finally:
            play.kill()
            play.wait()
            play.stderr.close()
        # The worker drafts the minutes meanwhile; nothing of the session changes any more.
        with sqlite3.connect(tmp_path / "facilitation.sqlite3") as database:
            check_workshop(database, session)


def check_workshop(database: sqlite3.Connection, session: int) -> None:
    ask = database.execute
    assert ask("SELECT status FROM sessions WHERE id = ?", [session]).fetchone() == ("ended",)
    notes = ask("SELECT author, city, text, area_id, simulated FROM notes").fetchall()
    theirs = [row for row in notes if row[0] != "A visitor"]
    assert len({author for author, *_ in theirs}) == 12
    assert len({city for _, city, *_ in theirs}) == 9
    assert len({area for *_, area, _ in theirs}) == 2
    assert len(theirs) > 24
    assert all(simulated for *_, simulated in theirs)
    french = [sentence for own in phrases("fr")["challenges"].values() for sentence in own]
    assert all(any(text.startswith(sentence) for sentence in french) for _, _, text, _, _ in theirs)
    adopted = ask(
        "SELECT c.title, challenges.title FROM clusters c JOIN challenges ON challenge_id = challenges.id"
    ).fetchall()
    assert len(adopted) >= 3
    assert all(cluster == challenge for cluster, challenge in adopted)
    # They are the programme's own, not new ones beside them.
    assert ask("SELECT count(*) FROM challenges").fetchone() == (len(themes()),)
    assert ask("SELECT count(*) FROM votes WHERE removed = 0").fetchone()[0] >= 12
    kinds = [kind for (kind,) in ask("SELECT kind FROM records ORDER BY id")]
    assert kinds == ["decision", "point", "quote"]


def test_people_rehearse_in_a_running_program(tmp_path):
    with live_server(tmp_path) as server:
        ready = json.loads((tmp_path / "ready.json").read_text())
        link = ready["sign_in"]["facilitator"]
        command = [sys.executable, str(ROOT / "run.py"), "rehearse", "--people", "15", "--minutes", "0.15"]
        command += ["--url", server.url, "--code", ready["join_code"], "--lead", link]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=os.environ, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        table = dict(line.split("  ", 1) for line in done.stdout.splitlines() if "  " in line)
        with sqlite3.connect(tmp_path / "facilitation.sqlite3") as database:
            notes, marked = database.execute("SELECT count(*), sum(simulated) FROM notes").fetchone()
            stage = database.execute("SELECT stage FROM boards WHERE id = ?", [ready["board"]]).fetchone()
    assert notes == marked == int(table["Acknowledged"]) > 0
    assert table["Lost"].strip() == table["Doubled"].strip() == table["Differing copies"].strip() == "0"
    assert table["Delivered"].split() == [str(15 * notes), "of", str(15 * notes), "(notes", "x", "people)"]
    assert stage == ("discuss",)
    assert table["Server"].strip() == "not measured: its processes are not known here"
    assert done.stdout.splitlines()[-1].startswith("The server carried 15 people")


def test_a_wrong_code_is_said_in_one_sentence(tmp_path):
    with live_server(tmp_path) as server:
        command = [sys.executable, "-m", "facilitation", "rehearse", "--people", "2", "--url", server.url]
        done = subprocess.run(
            [*command, "--code", "NOSUCHCO"], capture_output=True, text=True, timeout=60, cwd=ROOT
        )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("rehearse: No session has this code.")
    assert "Traceback" not in done.stderr


def test_url_and_code_belong_together():
    command = [sys.executable, "-m", "facilitation", "rehearse", "--code", "ABCDEFGH"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 2
    assert "--url and --code belong together" in done.stderr
