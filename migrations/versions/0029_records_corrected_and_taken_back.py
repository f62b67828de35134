"""records with their speaker's seat, corrected and taken back, and their history

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("records") as records:
        records.add_column(sa.Column("speaker_seat_id", ID, nullable=True))
        records.add_column(sa.Column("known", sa.Boolean(), server_default=sa.true(), nullable=False))
        records.add_column(sa.Column("edited", sa.Boolean(), server_default=sa.false(), nullable=False))
        records.add_column(sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
        records.create_foreign_key(
            op.f("fk_records_speaker_seat_id"), "seats", ["speaker_seat_id"], ["id"]
        )
    op.create_table(
        "record_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("block_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("speaker_seat_id", ID, nullable=True),
        sa.Column("city", sa.String(length=3), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_record_versions_record_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_record_versions_seat_id")),
        sa.ForeignKeyConstraint(["block_id"], ["blocks.id"], name=op.f("fk_record_versions_block_id")),
        sa.ForeignKeyConstraint(
            ["speaker_seat_id"], ["seats.id"], name=op.f("fk_record_versions_speaker_seat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_versions")),
    )
    op.create_index(op.f("ix_record_versions_record_id"), "record_versions", ["record_id"])
    op.create_index(op.f("ix_record_versions_seat_id"), "record_versions", ["seat_id"])


def downgrade() -> None:
    op.drop_table("record_versions")
    with op.batch_alter_table("records") as records:
        records.drop_constraint(op.f("fk_records_speaker_seat_id"), type_="foreignkey")
        for column in ("removed", "edited", "known", "speaker_seat_id"):
            records.drop_column(column)
