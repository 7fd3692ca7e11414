"""Let news be gathered into one mail, every morning or once a week."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_BEFORE = "state IN ('waiting', 'sent', 'dropped', 'dead')"
_AFTER = "state IN ('waiting', 'gathered', 'sent', 'digested', 'dropped', 'dead')"


def upgrade() -> None:
    with op.batch_alter_table("notice_preferences") as preferences:
        preferences.add_column(
            sa.Column("in_digest", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        preferences.create_check_constraint(
            op.f("ck_notice_preferences_one_mail"), "NOT (by_mail AND in_digest)"
        )
    _check_state(_AFTER)
    op.create_index(
        "ix_outgoing_mails_gathered",
        "outgoing_mails",
        ["due_at"],
        sqlite_where=sa.text("state = 'gathered'"),
        postgresql_where=sa.text("state = 'gathered'"),
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_mails_gathered", "outgoing_mails")
    op.execute("UPDATE outgoing_mails SET state = 'dropped' WHERE state = 'gathered'")
    op.execute("UPDATE outgoing_mails SET state = 'sent' WHERE state = 'digested'")
    _check_state(_BEFORE)
    op.execute("DELETE FROM notice_preferences WHERE kind = 'digest'")
    with op.batch_alter_table("notice_preferences") as preferences:
        preferences.drop_constraint(op.f("ck_notice_preferences_one_mail"), type_="check")
        preferences.drop_column("in_digest")


def _check_state(condition: str) -> None:
    with op.batch_alter_table("outgoing_mails") as mails:
        mails.drop_constraint(op.f("ck_outgoing_mails_state"), type_="check")
        mails.create_check_constraint(op.f("ck_outgoing_mails_state"), condition)
