"""One correction of minutes reaches every place where they say the same: lists, chart, and below."""

from __future__ import annotations

from facilitation.store.minutes import MinutesBlock
from tests.commands.documents.held import block, held, said, work, written
from tests.world import World

_LIST, _CHART, _DECIDED = "glance:clusters/1", "glance:votes", "glance:decided/1"


def _named(world: World, name: str) -> MinutesBlock:
    """The heading of the cluster that is called so."""
    with world.database.reading() as orm:
        rows = orm.query(MinutesBlock).all()
    return next(one for one in rows if one.key.startswith("cluster:") and one.content.get("text") == name)


def test_a_name_corrected_below_is_corrected_on_the_first_page(world: World) -> None:
    held(world)
    written(world, _named(world, "Emtpy shops").key, "text", "Empty shops")
    assert said(world, _LIST)["items/0"].startswith("Empty shops · Votes: 1")
    assert "Empty shops: 1 (" in said(world, _CHART)["alt"] and "Emtpy" not in said(world, _CHART)["alt"]
    svg = block(world, _CHART).content["svg"]
    assert ">Empty shops<" in svg and "Emtpy shops" not in svg and ">Housing<" in svg


def test_a_name_corrected_on_the_first_page_is_corrected_below(world: World) -> None:
    held(world)
    heading = _named(world, "Emtpy shops").key
    before = said(world, _LIST)["items/0"]
    for name in ("Em", "", "Empty <shops>"):  # as it is saved while somebody types
        written(world, _LIST, "items/0", before.replace("Emtpy shops", name))
    assert said(world, heading)["text"] == "Empty <shops>"
    assert "Empty <shops>: 1 (" in said(world, _CHART)["alt"]
    assert ">Empty &lt;shops&gt;<" in block(world, _CHART).content["svg"]
    written(world, _LIST, "items/0", "Empty <shops> · Votes: 1 · Notes: 2")
    assert said(world, heading)["text"] == "Empty <shops>", "other words of the line are its own"


def test_a_decision_stands_twice_and_is_corrected_once(world: World) -> None:
    held(world)
    record = block(world, "record:*").key
    assert said(world, record)["blocks/0/text"] == said(world, _DECIDED)["items/0"]
    written(world, record, "blocks/0/text", said(world, record)["blocks/0/text"].replace("Mai", "May"))
    assert said(world, _DECIDED)["items/0"].startswith("We meet in May")
    written(world, _DECIDED, "items/0", said(world, _DECIDED)["items/0"].replace("We meet", "All meet"))
    assert said(world, record)["blocks/0/text"].startswith("All meet in May")
    assert "Turin hosts" in said(world, _DECIDED)["items/1"]


def test_other_words_that_somebody_chose_for_one_place_stay(world: World) -> None:
    held(world)
    heading = _named(world, "Emtpy shops").key
    written(world, _LIST, "items/0", said(world, _LIST)["items/0"].replace("Emtpy shops", "Shops"))
    assert said(world, heading)["text"] == "Shops"
    written(world, heading, "text", "Shops of the old town")
    assert said(world, _LIST)["items/0"].startswith("Shops of the old town · ")


def test_two_of_one_name_are_corrected_alone(world: World) -> None:
    board, guest = {"board": world.here.board}, world.here.seats["guest"]
    world.by("facilitator", "cluster.make", board | {"notes": [world.note(guest)], "title": "Emtpy shops"})
    held(world)
    written(world, _named(world, "Emtpy shops").key, "text", "Empty shops")
    assert "Empty shops" not in str(block(world, _LIST).content)


def test_data_taken_over_keep_the_corrected_name(world: World) -> None:
    minutes = held(world)
    heading = _named(world, "Emtpy shops")
    written(world, heading.key, "text", "Empty shops")
    on = {"board": world.here.board, "on": heading.key}
    world.stage("vote")
    world.by("participant", "vote.cast", on)
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    assert "Emtpy shops" in str(block(world, _CHART).fresh)
    for key in (_LIST, _CHART):
        world.by("facilitator", "minutes.take_over", {"block": block(world, key).id})
        content = str(block(world, key).content)
        assert "Empty shops" in content and "Emtpy" not in content, key
    assert "Empty shops: 2" in said(world, _CHART)["alt"]
