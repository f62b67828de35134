"""registration desks, registrations, presences and approximate counts

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "registration_desks",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("asks_mode", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("asks_interpretation", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("asks_access", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_registration_desks_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_registration_desks")),
        sa.UniqueConstraint("key", name=op.f("uq_registration_desks_key")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation", sa.String(length=120), server_default="", nullable=False),
        sa.Column("city_id", ID, nullable=True),
        sa.Column("from_city", sa.String(length=80), server_default="", nullable=False),
        sa.Column("policymaker", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("listed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("answer", sa.String(length=8), server_default="", nullable=False),
        sa.Column("mode", sa.String(length=8), server_default="", nullable=False),
        sa.Column("interpretation", sa.String(length=5), server_default="", nullable=False),
        sa.Column("access_needs", sa.Text(), server_default="", nullable=False),
        sa.Column("remind", sa.String(length=8), server_default="none", nullable=False),
        sa.Column("place", sa.String(length=8), server_default="", nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("reminded_for", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_registrations_city_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_registrations_seat_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_registrations_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("session_id", "email", name=op.f("uq_registrations_session_id_email")),
        sa.UniqueConstraint("session_id", "seat_id", name=op.f("uq_registrations_session_id_seat_id")),
    )
    op.create_index(op.f("ix_registrations_email"), "registrations", ["email"])
    op.create_index(op.f("ix_registrations_seat_id"), "registrations", ["seat_id"])
    op.create_index("ix_registrations_session_id_place", "registrations", ["session_id", "place"])
    op.create_table(
        "registration_links",
        sa.Column("id", ID, nullable=False),
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_registration_links_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_links_token_hash")),
    )
    op.create_index(
        op.f("ix_registration_links_registration_id"), "registration_links", ["registration_id"]
    )
    op.create_table(
        "presences",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("registration_id", ID, nullable=True),
        sa.Column("mode", sa.String(length=8), server_default="room", nullable=False),
        sa.Column("came_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("through", sa.String(length=8), nullable=False),
        sa.Column("by_seat_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("void_at", sa.DateTime(), nullable=True),
        sa.Column("void_by_seat_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_seat_id"], ["seats.id"], name=op.f("fk_presences_by_seat_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_presences_registration_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_presences_seat_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_presences_session_id")),
        sa.ForeignKeyConstraint(["void_by_seat_id"], ["seats.id"], name=op.f("fk_presences_void_by_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    op.create_index(op.f("ix_presences_registration_id"), "presences", ["registration_id"])
    op.create_index(op.f("ix_presences_seat_id"), "presences", ["seat_id"])
    op.create_index("ix_presences_session_id", "presences", ["session_id"])
    op.create_table(
        "reported_counts",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("approximate", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("by_seat_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_seat_id"], ["seats.id"], name=op.f("fk_reported_counts_by_seat_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_reported_counts_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_reported_counts")),
    )


def downgrade() -> None:
    for table in (
        "reported_counts",
        "presences",
        "registration_links",
        "registrations",
        "registration_desks",
    ):
        op.drop_table(table)
