"""wishes are stated by cities: shown or not, withdrawn, simulated; until when, and longer for single cities

Revision ID: 0024
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # What was stated before anybody could be asked is shown to nobody else.
    op.add_column("wishes", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("wishes", sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("wishes", sa.Column("said_at", sa.DateTime(), nullable=True))
    op.add_column("wishes", sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
    op.create_table(
        "wish_rules",
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_wish_rules_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_wish_rules")),
    )
    op.create_table(
        "wish_extensions",
        sa.Column("city_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_wish_extensions_city_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_wish_extensions_programme_id")
        ),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_wish_extensions")),
    )
    op.create_index(op.f("ix_wish_extensions_programme_id"), "wish_extensions", ["programme_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_wish_extensions_programme_id"), table_name="wish_extensions")
    op.drop_table("wish_extensions")
    op.drop_table("wish_rules")
    for column in ("withdrawn_at", "said_at", "simulated", "shown"):
        op.drop_column("wishes", column)
