"""Say of a vote where it comes from and whether it counts, of a product what its votes obey."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_STATES = "'counted', 'unverified', 'quarantined', 'excluded'"
# where everybody can have an address, so that it tells nothing of where somebody works
_PUBLIC = (
    "naver.com",
    "hanmail.net",
    "daum.net",
    "kakao.com",
    "nate.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
)


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _add_to_votes()
    _add_to_products()
    op.add_column(
        "users", sa.Column("organisation", sa.String(80), server_default="", nullable=False)
    )
    op.add_column("users", sa.Column("organisation_key", sa.String(254), nullable=True))
    op.add_column(
        "users", sa.Column("hides_name", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    users = sa.table("users", sa.column("email"), sa.column("organisation_key"))
    place = sa.func.instr if op.get_bind().dialect.name == "sqlite" else sa.func.strpos
    domain = sa.func.substr(users.c.email, place(users.c.email, "@") + 1)
    op.execute(
        users.update()
        .where(users.c.email.is_not(None), domain.not_in(_PUBLIC))
        .values(organisation_key=domain)
    )


def _add_to_votes() -> None:
    with op.batch_alter_table("votes") as votes:
        votes.add_column(sa.Column("source", sa.String(6), server_default="direct", nullable=False))
        votes.add_column(sa.Column("behalf_by_id", _id(), nullable=True))
        votes.add_column(sa.Column("behalf_ref", sa.String(300), nullable=True))
        votes.add_column(sa.Column("importance", sa.Integer(), nullable=True))
        votes.add_column(sa.Column("use_case", sa.String(280), nullable=True))
        votes.add_column(
            sa.Column("use_case_shared", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        votes.add_column(
            sa.Column("state", sa.String(11), server_default="counted", nullable=False)
        )
        votes.add_column(sa.Column("held_state", sa.String(11), nullable=True))
        votes.add_column(sa.Column("network_key", sa.String(32), nullable=True))
        votes.create_foreign_key(
            op.f("fk_votes_behalf_by_id_users"),
            "users",
            ["behalf_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        for name, condition in _CHECKS_OF_VOTES:
            votes.create_check_constraint(op.f(f"ck_votes_{name}"), condition)
    op.create_index(
        "ix_votes_quarantined",
        "votes",
        ["cast_at", "thread_id", "person_id"],
        sqlite_where=sa.text("state = 'quarantined'"),
        postgresql_where=sa.text("state = 'quarantined'"),
    )
    op.create_index(
        "ix_votes_network_key",
        "votes",
        ["thread_id", "network_key", "cast_at"],
        sqlite_where=sa.text("network_key IS NOT NULL"),
        postgresql_where=sa.text("network_key IS NOT NULL"),
    )


_CHECKS_OF_VOTES = (
    ("source", "source IN ('direct', 'behalf', 'import')"),
    ("importance", "importance IN (1, 2, 3)"),
    ("state", f"state IN ({_STATES})"),
    ("held_state", f"held_state IN ({_STATES})"),
    ("held", "held_state IS NULL OR state = 'excluded'"),
)
_CHECKS_OF_PRODUCTS = (
    ("voter_visibility", "voter_visibility IN ('count_only', 'names', 'staff_only')"),
    ("vote_budget", "vote_budget >= 1"),
    (
        "at_least_one",
        "review_threshold_votes >= 1 AND response_days >= 1 AND archive_after_days >= 1",
    ),
)


def _add_to_products() -> None:
    with op.batch_alter_table("products") as products:
        products.add_column(
            sa.Column(
                "voter_visibility", sa.String(10), server_default="count_only", nullable=False
            )
        )
        products.add_column(sa.Column("vote_budget", sa.Integer(), nullable=True))
        for name, default in (
            ("review_threshold_votes", "25"),
            ("response_days", "30"),
            ("archive_after_days", "180"),
        ):
            products.add_column(
                sa.Column(name, sa.Integer(), server_default=default, nullable=False)
            )
        for name, condition in _CHECKS_OF_PRODUCTS:
            products.create_check_constraint(op.f(f"ck_products_{name}"), condition)


def downgrade() -> None:
    for column in ("hides_name", "organisation_key", "organisation"):
        op.drop_column("users", column)
    with op.batch_alter_table("products") as products:
        for name, _ in _CHECKS_OF_PRODUCTS:
            products.drop_constraint(op.f(f"ck_products_{name}"), type_="check")
        for column in (
            "archive_after_days",
            "response_days",
            "review_threshold_votes",
            "vote_budget",
            "voter_visibility",
        ):
            products.drop_column(column)
    op.drop_index("ix_votes_network_key", table_name="votes")
    op.drop_index("ix_votes_quarantined", table_name="votes")
    with op.batch_alter_table("votes") as votes:
        for name, _ in _CHECKS_OF_VOTES:
            votes.drop_constraint(op.f(f"ck_votes_{name}"), type_="check")
        votes.drop_constraint(op.f("fk_votes_behalf_by_id_users"), type_="foreignkey")
        for column in (
            "network_key",
            "held_state",
            "state",
            "use_case_shared",
            "use_case",
            "importance",
            "behalf_ref",
            "behalf_by_id",
            "source",
        ):
            votes.drop_column(column)
