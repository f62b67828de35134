"""accounts

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _id():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("seats", sa.Column("standing", sa.Integer(), server_default="0", nullable=False))
    op.add_column("seats", sa.Column("claim_email", sa.String(length=254), nullable=True))
    op.add_column("sign_in_links", sa.Column("bound_to", sa.String(length=64), nullable=True))
    op.create_table(
        "mails",
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_mails_programme_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mails_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_programme_id"), "mails", ["programme_id"])
    op.create_table(
        "invitations",
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("policymaker", sa.Boolean(), nullable=False),
        sa.Column("city_id", _id(), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("mail_id", _id(), nullable=True),
        sa.Column("invited_by", _id(), nullable=True),
        sa.Column("seat_id", _id(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_invitations_programme_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_invitations_city_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_invitations_mail_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["seats.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_invitations_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_programme_id"), "invitations", ["programme_id"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("mails")
    op.drop_column("sign_in_links", "bound_to")
    op.drop_column("seats", "claim_email")
    op.drop_column("seats", "standing")
