"""Tables of what becomes of ideas: decisions, plans, and what people say to both."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class StatusChange(Model):
    """One decision: from which status to which, by whom, and what the voters were told.

    Rows are only ever added. What would change our mind stands here as it was told.
    """

    __tablename__ = "idea_status_changes"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    before: Mapped[str] = mapped_column(
        String(20), ForeignKey("idea_statuses.slug", ondelete="RESTRICT")
    )
    after: Mapped[str] = mapped_column(
        String(20), ForeignKey("idea_statuses.slug", ondelete="RESTRICT")
    )
    note_md: Mapped[str] = mapped_column(Text)
    note_html: Mapped[str] = mapped_column(Text)
    # for the staff alone
    private_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason_code: Mapped[str | None] = mapped_column(String(24))
    link: Mapped[str | None] = mapped_column(String(500))
    revisit_at: Mapped[datetime | None]
    revisit_votes: Mapped[int | None]
    is_system: Mapped[bool] = mapped_column(default=False, server_default=db.false())
    # why the system did it, as a code
    cause: Mapped[str | None] = mapped_column(String(24))
    decided_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    decided_by_role: Mapped[str | None] = mapped_column(String(20))
    decided_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "reason_code IN ('out_of_scope', 'not_feasible', 'cost_vs_value',"
            " 'conflicts_with_direction', 'security_or_legal', 'insufficient_demand', 'other')",
            name="reason_code",
        ),
        CheckConstraint("NOT is_system OR decided_by_id IS NULL", name="decided"),
        CheckConstraint("(cause IS NULL) OR is_system", name="cause"),
        CheckConstraint("revisit_votes >= 1", name="revisit_votes"),
        # read by the decisions of an idea
        Index("ix_idea_status_changes_thread_id", "thread_id", "id"),
        # read by the figures of a month
        Index("ix_idea_status_changes_decided_at", "decided_at"),
    )


class Conversion(Model):
    """A question became an idea, or an idea a question; with the resolution that it lost then."""

    __tablename__ = "thread_conversions"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    after: Mapped[str] = mapped_column(String(8))
    resolution: Mapped[str | None] = mapped_column(String(10))
    confirmed_by: Mapped[str | None] = mapped_column(String(6))
    resolved_at: Mapped[datetime | None]
    converted_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    converted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("after IN ('question', 'idea')", name="after"),
        # read by the history of a thread
        Index("ix_thread_conversions_thread_id", "thread_id", "id"),
    )


class IdeaPlan(Model):
    """What is planned with an idea: by whom, until when, and what is owed to its voters.

    An idea that nothing was ever planned for has no row.
    """

    __tablename__ = "idea_plans"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    # a quarter, "2027-Q1", or a few words
    eta: Mapped[str | None] = mapped_column(String(40))
    # the clock of the answer: since when it runs, until when, and when it was stopped
    needs_answer_since: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    # what would change our mind, and since when that has come true
    revisit_at: Mapped[datetime | None]
    revisit_votes: Mapped[int | None]
    revisit_due_at: Mapped[datetime | None]
    archive_warned_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(needs_answer_since IS NULL) = (answer_due_at IS NULL)", name="clock"),
        CheckConstraint("answered_at IS NULL OR needs_answer_since IS NOT NULL", name="answered"),
        # read by the roadmap by quarter
        Index("ix_idea_plans_eta", "eta", "thread_id"),
        # read by the work of a product manager and the list of a person's own ideas to plan
        Index("ix_idea_plans_owner_id", "owner_id"),
        # read by the jobs and figures of the clock
        Index("ix_idea_plans_answer_due_at", "answer_due_at"),
        # read by the job that brings ideas back
        Index("ix_idea_plans_revisit_at", "revisit_at"),
        # read by the queue of ideas that are back
        Index("ix_idea_plans_revisit_due_at", "revisit_due_at"),
        # read by the job that archives
        Index("ix_idea_plans_archive_warned_at", "archive_warned_at"),
    )


class Milestone(Model):
    """The greatest round number of votes that an idea has reached; its author hears of it once."""

    __tablename__ = "idea_milestones"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    votes: Mapped[int]


class OutcomeAnswer(Model):
    """What a voter says of a delivered idea: did it solve it? Asked once for each delivery."""

    __tablename__ = "idea_outcomes"

    change_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("idea_status_changes.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    solved: Mapped[bool]
    answered_at: Mapped[datetime]

    # read when a person's answers are looked for
    __table_args__ = (Index("ix_idea_outcomes_person_id", "person_id"),)


class StillNeeded(Model):
    """A member who still needs an idea that was put into the archive."""

    __tablename__ = "idea_still_needed"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    pressed_at: Mapped[datetime]

    # read when a person's rows are looked for
    __table_args__ = (Index("ix_idea_still_needed_person_id", "person_id"),)


class Happening(Model):
    """Something that happened to an idea beside decisions, for its history. Only ever added."""

    __tablename__ = "idea_happenings"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    happened_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "kind IN ('clock_started', 'answered_in_time', 'answered_late', 'overdue',"
            " 'revisit_date', 'revisit_votes', 'archive_warned', 'archive_cancelled')",
            name="kind",
        ),
        # read by the history of an idea
        Index("ix_idea_happenings_thread_id", "thread_id", "id"),
    )
