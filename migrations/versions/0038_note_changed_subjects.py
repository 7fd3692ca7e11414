"""Let a changed version or law be a reason to look at an article again."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_BEFORE = (
    "'review_due', 'official_changed', 'product_retired', 'unhelpful', 'reported',"
    " 'asked_after', 'staff'"
)


def _set_causes(causes: str) -> None:
    with op.batch_alter_table("faq_update_reasons") as reasons:
        reasons.drop_constraint(op.f("ck_faq_update_reasons_cause"), type_="check")
        reasons.create_check_constraint(op.f("ck_faq_update_reasons_cause"), f"cause IN ({causes})")


def upgrade() -> None:
    _set_causes(f"{_BEFORE}, 'version_changed', 'law_changed'")


def downgrade() -> None:
    op.execute("DELETE FROM faq_update_reasons WHERE cause IN ('version_changed', 'law_changed')")
    _set_causes(_BEFORE)
