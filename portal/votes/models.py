"""Tables of votes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, db

_STATES = "'counted', 'unverified', 'quarantined', 'excluded'"


class Vote(Model):
    """One person wants an idea, or has a problem too. The key is the rule: one each.

    Only a counted vote counts anywhere; ``votes.queries.COUNTED`` is how everybody asks.
    """

    __tablename__ = "votes"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    cast_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(6), server_default="direct")
    # who of the staff cast it for them, and where it was asked for (the address of a ticket)
    behalf_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    behalf_ref: Mapped[str | None] = mapped_column(String(300))
    # 3 critical, 2 important, 1 nice to have; it never changes the public count
    importance: Mapped[int | None]
    use_case: Mapped[str | None] = mapped_column(String(280))
    use_case_shared: Mapped[bool] = mapped_column(server_default=false())
    state: Mapped[str] = mapped_column(String(11), server_default="counted")
    # the state it goes back to when its person's suspension is lifted
    held_state: Mapped[str | None] = mapped_column(String(11))
    # which of the signs of ``votes.suspicion`` it bore, and when somebody decided about it
    signals: Mapped[int | None]
    judged_at: Mapped[datetime | None]
    # when the person it was cast for said that it is right
    behalf_confirmed_at: Mapped[datetime | None]
    # where it came from, as a keyed hash of the network; forgotten after 30 days
    network_key: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (
        CheckConstraint("source IN ('direct', 'behalf', 'import')", name="source"),
        CheckConstraint("importance IN (1, 2, 3)", name="importance"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"held_state IN ({_STATES})", name="held_state"),
        CheckConstraint("held_state IS NULL OR state = 'excluded'", name="held"),
        # read by the queue of votes that wait for a decision
        Index(
            "ix_votes_quarantined",
            "cast_at",
            "thread_id",
            "person_id",
            sqlite_where=db.text("state = 'quarantined'"),
            postgresql_where=db.text("state = 'quarantined'"),
        ),
        # read by the signal "many from one network", and by the job that forgets networks
        Index(
            "ix_votes_network_key",
            "thread_id",
            "network_key",
            "cast_at",
            sqlite_where=db.text("network_key IS NOT NULL"),
            postgresql_where=db.text("network_key IS NOT NULL"),
        ),
        # read by the list of what was decided about votes
        Index(
            "ix_votes_judged_at",
            "judged_at",
            "thread_id",
            "person_id",
            sqlite_where=db.text("judged_at IS NOT NULL"),
            postgresql_where=db.text("judged_at IS NOT NULL"),
        ),
        # read by the top lists of a period
        Index(
            "ix_votes_cast_at",
            "cast_at",
            "thread_id",
            sqlite_where=db.text("state = 'counted'"),
            postgresql_where=db.text("state = 'counted'"),
        ),
        # read by "voted" on a person's lists and when a person is erased
        Index("ix_votes_person_id", "person_id", "cast_at"),
    )


class SetAsideVote(Model):
    """A vote that was given to what a thread was before it was converted.

    Having a problem is not wanting an idea: it counts nowhere, and comes back with the kind.
    """

    __tablename__ = "set_aside_votes"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    thread_kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    # read when a person's votes are looked for
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    cast_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(6))
    behalf_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    behalf_ref: Mapped[str | None] = mapped_column(String(300))
    importance: Mapped[int | None]
    use_case: Mapped[str | None] = mapped_column(String(280))
    use_case_shared: Mapped[bool]
    # the state without a suspension of its person, who may be another by then
    state: Mapped[str] = mapped_column(String(11))
    signals: Mapped[int | None]
    judged_at: Mapped[datetime | None]
    behalf_confirmed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("thread_kind IN ('question', 'idea')", name="thread_kind"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
    )


class HelpfulVote(Model):
    """One person says that an answer helped (1) or did not (-1)."""

    __tablename__ = "helpful_votes"

    answer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int]
    cast_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("value IN (-1, 1)", name="value"),
        Index("ix_helpful_votes_person_id", "person_id"),
    )


class UnattributedVote(Model):
    """A vote whose person nobody knows, on a thread or on an answer; imports bring them."""

    __tablename__ = "unattributed_votes"

    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    thread_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE")
    )
    answer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[int]
    cast_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("value IN (-1, 1)", name="value"),
        CheckConstraint("(thread_id IS NULL) <> (answer_id IS NULL)", name="one_thing"),
        CheckConstraint("thread_id IS NULL OR value = 1", name="none_against_threads"),
        # read by recounts and by the top lists of a period
        Index("ix_unattributed_votes_thread_id", "thread_id"),
        Index("ix_unattributed_votes_cast_at", "cast_at", "thread_id"),
    )
