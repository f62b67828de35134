"""Chance on a board: two numbers choose, mostly among the actor's own, what a command is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from facilitation.store.boards import Area, Cluster, Note, Vote
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from tests.world import World

OnBoard = Area | Cluster | Note | Vote | Canvas | CanvasPrerequisite


@dataclass(frozen=True, slots=True)
class Chance:
    """`a` and `b` choose for `actor`, a seat of `world`."""

    world: World
    a: int
    b: int
    actor: int | None = None

    @property
    def board(self) -> int:
        return self.world.here.board

    @property
    def areas(self) -> list[int]:
        return self.world.here.areas

    def some(self, model: type[OnBoard], choice: int, *, own: bool = False) -> int:
        """The id of such a row; 0 where there is none. Now and then one that is gone or somebody else's."""
        query = select(model.id).where(model.board_id == self.board).order_by(model.id)
        if self.b % 8:
            query = query.where(model.removed.is_(False)) if model is not Area else query
            query = query.where(model.seat_id == self.actor) if own else query  # type: ignore[union-attr]
        with self.world.database.reading() as orm:
            ids = orm.scalars(query).all()
        return ids[choice % len(ids)] if ids else 0

    def something(self, choice: int, *models: type[Area | Cluster | Note]) -> str:
        """A thing on the board by its name, such as "note:9"."""
        model = models[choice % len(models)]
        return f"{model.__name__.lower()}:{self.some(model, choice // len(models))}"
