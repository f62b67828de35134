"""blocks have steps, and programmes keep session templates of their own

Revision ID: 0017
Revises: 0016
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: What a board went through before it had steps of its own, by the stage that it began at.
_STEPS = {
    "write": ("write", "revealed", "cluster", "vote", "discuss"),
    "write_openly": ("write_openly", "cluster", "vote", "discuss"),
}


def upgrade() -> None:
    op.add_column("blocks", sa.Column("steps", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("blocks", sa.Column("instruction", sa.Text(), server_default="", nullable=False))
    op.add_column("blocks", sa.Column("leads", sa.String(length=120), server_default="", nullable=False))
    op.add_column("blocks", sa.Column("starts_at", sa.String(length=5), nullable=True))
    op.add_column("blocks", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("areas", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sessions", sa.Column("step_index", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "session_templates",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("blocks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_session_templates_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_templates")),
    )
    op.create_index(op.f("ix_session_templates_programme_id"), "session_templates", ["programme_id"])
    _give_steps()


def downgrade() -> None:
    op.drop_table("session_templates")
    op.drop_column("sessions", "step_index")
    op.drop_column("areas", "removed")
    for name in ("removed", "starts_at", "leads", "instruction", "steps"):
        op.drop_column("blocks", name)


def _give_steps() -> None:
    """Each board goes on through the stages that it went through before; a running session is at one of them.

    A board that is past its beginning is taken to have begun with private writing: the steps that are left
    are the same either way.
    """
    connection = op.get_bind()
    stages = (
        "SELECT blocks.id, boards.stage FROM blocks JOIN boards ON blocks.board_id = boards.id ORDER BY blocks.id"
    )
    for block, stage in connection.execute(sa.text(stages)).all():
        steps = [{"stage": one, "minutes": None} for one in _STEPS.get(stage, _STEPS["write"])]
        setting = sa.text("UPDATE blocks SET steps = :steps WHERE id = :id")
        connection.execute(setting, {"steps": json.dumps(steps), "id": block})
    running = (
        "SELECT sessions.id, boards.stage FROM sessions JOIN boards ON sessions.board_id = boards.id"
        " JOIN blocks ON sessions.block_id = blocks.id AND blocks.board_id = boards.id"
        " WHERE sessions.status = 'running' ORDER BY sessions.id"
    )
    for session, stage in connection.execute(sa.text(running)).all():
        steps = _STEPS.get(stage, _STEPS["write"])
        place = steps.index(stage) if stage in steps else len(steps) - 1
        setting = sa.text("UPDATE sessions SET step_index = :place WHERE id = :id")
        connection.execute(setting, {"place": place, "id": session})
