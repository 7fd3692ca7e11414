"""Tables of the FAQ: nominations, articles, drafts, sources and votes."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class Nomination(Model):
    """A thread that may become an article. Open until somebody drafts or declines it."""

    __tablename__ = "faq_nominations"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), unique=True
    )
    # None: its evidence proposed it
    nominated_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    cause: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="open")
    decline_reason: Mapped[str | None] = mapped_column(String(300))
    nominated_at: Mapped[datetime]
    # what it weighed when it was declined; None until it is weighed for the first time after that
    declined_score: Mapped[float | None]
    # it went into an article that was there already
    is_update: Mapped[bool] = mapped_column(default=False, server_default=db.false())

    __table_args__ = (
        CheckConstraint("cause IN ('editor', 'accepted', 'official')", name="cause"),
        CheckConstraint("state IN ('open', 'drafted', 'declined')", name="state"),
        # read by the editors' list
        Index("ix_faq_nominations_state", "state", "nominated_at", "id"),
    )


class Claim(Model):
    """Somebody wants to write this one. The key is the rule: one person a candidate."""

    __tablename__ = "faq_claims"

    nomination_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_nominations.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    claimed_at: Mapped[datetime]


class UpdateOffer(Model):
    """A published version that a candidate may belong into, as the search found it."""

    __tablename__ = "faq_update_offers"

    nomination_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_nominations.id", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), index=True
    )


class WantedWords(Model):
    """Words that people search for and find nothing by: an article is wanted."""

    __tablename__ = "faq_wanted_words"

    id: Mapped[RowId]
    lang: Mapped[str] = mapped_column(String(5))
    words: Mapped[str] = mapped_column(String(120))
    times: Mapped[int]
    last_at: Mapped[datetime]
    # the article that somebody began for them
    version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="SET NULL"), index=True
    )
    decline_reason: Mapped[str | None] = mapped_column(String(300))
    # how often they had been searched for when an article was declined
    declined_times: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("lang", "words"),
        CheckConstraint("(decline_reason IS NULL) = (declined_times IS NULL)", name="declined"),
        # read by the list of what is searched for and not found
        Index("ix_faq_wanted_words_times", "times", "id"),
    )


class Evidence(Model):
    """How strongly a resolved question asks to become an article, as it was weighed last."""

    __tablename__ = "faq_evidence"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    me_too: Mapped[int]
    duplicates: Mapped[int]
    readers: Mapped[int]
    searches: Mapped[int]
    is_official: Mapped[bool]
    is_accepted: Mapped[bool]
    score: Mapped[float]
    # somebody asked for it, or the company spoke: being read alone never suffices
    has_signal: Mapped[bool]
    weighed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "me_too >= 0 AND duplicates >= 0 AND readers >= 0 AND searches >= 0", name="counts"
        ),
        # read by the list of what has not enough evidence yet, and by what proposes
        Index("ix_faq_evidence_score", "score", "thread_id"),
    )


class Reading(Model):
    """A question was read in some browser. Nothing in it tells whose, or what else they read."""

    __tablename__ = "faq_readings"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    # a keyed hash of the place, the browser, the thread and the month
    reader: Mapped[str] = mapped_column(String(32), primary_key=True)
    # read by what forgets them
    read_at: Mapped[datetime] = mapped_column(index=True)


class ArticleReading(Model):
    """An article was read in some browser; as for questions, nothing in it tells whose."""

    __tablename__ = "faq_article_readings"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    # a keyed hash of the place, the browser, the version and the month
    reader: Mapped[str] = mapped_column(String(32), primary_key=True)
    # read by what forgets them
    read_at: Mapped[datetime] = mapped_column(index=True)


class Article(Model):
    """One question answered for everybody, in one or both languages."""

    __tablename__ = "faq_articles"

    id: Mapped[RowId]
    product_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("products.id", ondelete="RESTRICT"), index=True
    )
    made_at: Mapped[datetime]

    __table_args__ = ({"sqlite_autoincrement": True},)


class ArticleVersion(Model):
    """An article in one language, as readers see it."""

    __tablename__ = "faq_versions"

    id: Mapped[RowId]
    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_articles.id", ondelete="CASCADE")
    )
    lang: Mapped[str] = mapped_column(String(2))
    # the texts are empty until it is published for the first time
    state: Mapped[str] = mapped_column(String(10), default="draft")
    slug: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(140))
    body_md: Mapped[str] = mapped_column(Text)
    # other wordings, one on each line
    aliases: Mapped[str] = mapped_column(Text, default="", server_default="")
    body_html: Mapped[str] = mapped_column(Text)
    writer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    writer_role: Mapped[str | None] = mapped_column(String(20))
    approver_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    # how often a text was published here
    edition: Mapped[int] = mapped_column(default=0)
    retire_reason: Mapped[str | None] = mapped_column(String(300))
    helpful_count: Mapped[int] = mapped_column(default=0)
    unhelpful_count: Mapped[int] = mapped_column(default=0)
    # Wilson lower bound of helpful among all votes: how far to trust the share
    helpful_rank: Mapped[float] = mapped_column(default=0.0)

    __table_args__ = (
        UniqueConstraint("article_id", "lang"),
        CheckConstraint("lang IN ('ko', 'en')", name="lang"),
        CheckConstraint("state IN ('draft', 'published', 'retired')", name="state"),
        CheckConstraint("approver_id <> writer_id", name="four_eyes"),
        CheckConstraint(
            "state = 'draft' OR (published_at IS NOT NULL AND updated_at IS NOT NULL"
            " AND writer_id IS NOT NULL AND approver_id IS NOT NULL)",
            name="published",
        ),
        CheckConstraint("(state = 'retired') = (retire_reason IS NOT NULL)", name="retired"),
        CheckConstraint("helpful_count >= 0 AND unhelpful_count >= 0", name="counts"),
        # read by the shelf, newest first
        Index(
            "ix_faq_versions_new",
            "published_at",
            "id",
            sqlite_where=db.text("state = 'published'"),
            postgresql_where=db.text("state = 'published'"),
        ),
        # read by the shelf, most helpful first
        Index(
            "ix_faq_versions_helpful",
            "helpful_rank",
            "id",
            sqlite_where=db.text("state = 'published'"),
            postgresql_where=db.text("state = 'published'"),
        ),
        # read by the list of what fails its readers, most of them first
        Index(
            "ix_faq_versions_unhelpful",
            "unhelpful_count",
            "id",
            sqlite_where=db.text("state = 'published' AND helpful_count < unhelpful_count"),
            postgresql_where=db.text("state = 'published' AND helpful_count < unhelpful_count"),
        ),
        # AUTOINCREMENT: the address of a version is never given to another
        {"sqlite_autoincrement": True},
    )


class ArticleDraft(Model):
    """The next text of a version, on its way to being published."""

    __tablename__ = "faq_drafts"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(10), default="writing")
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(140))
    body_md: Mapped[str] = mapped_column(Text)
    # other wordings, one on each line
    aliases: Mapped[str] = mapped_column(Text, default="", server_default="")
    writer_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    # the role the writer spoke in when they saved; a snapshot
    writer_role: Mapped[str | None] = mapped_column(String(20))
    approver_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    return_note: Mapped[str | None] = mapped_column(String(500))
    edit_version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    # how much it changes of what readers see, and what it changes, in the writer's words
    significance: Mapped[str] = mapped_column(String(10), default="major", server_default="major")
    change_note: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("state IN ('writing', 'in_review', 'approved')", name="state"),
        CheckConstraint("significance IN ('typo', 'minor', 'major')", name="significance"),
        CheckConstraint("approver_id <> writer_id", name="four_eyes"),
        CheckConstraint("(state = 'approved') = (approver_id IS NOT NULL)", name="approved"),
        # read by the editors' list
        Index("ix_faq_drafts_state", "state", "saved_at", "version_id"),
    )


class DraftLock(Model):
    """Who is writing a draft just now, and until when nobody else should."""

    __tablename__ = "faq_locks"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_drafts.version_id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    until: Mapped[datetime]


class DraftWriter(Model):
    """Somebody who wrote a part of the next text; it goes with the draft."""

    __tablename__ = "faq_draft_writers"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_drafts.version_id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True
    )


class ArticleEdition(Model):
    """A text that readers of a version see, or saw: what was published, never changed again."""

    __tablename__ = "faq_editions"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    significance: Mapped[str] = mapped_column(String(10))
    change_note: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(140))
    body_md: Mapped[str] = mapped_column(Text)
    # other wordings, one on each line
    aliases: Mapped[str] = mapped_column(Text, default="", server_default="")
    writer_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    writer_role: Mapped[str | None] = mapped_column(String(20))
    approver_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("significance IN ('typo', 'minor', 'major')", name="significance"),
        CheckConstraint("approver_id <> writer_id", name="four_eyes"),
        CheckConstraint("number >= 1", name="number"),
    )


class TranslationMark(Model):
    """A version that its other language has left behind, until somebody has looked."""

    __tablename__ = "faq_translation_marks"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    # of the other language's changes since, the greatest
    significance: Mapped[str] = mapped_column(String(10))
    marked_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("significance IN ('minor', 'major')", name="significance"),)


class ArticleRedirect(Model):
    """A retired version whose readers are led to the published one that replaces it."""

    __tablename__ = "faq_redirects"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="RESTRICT"), index=True
    )

    __table_args__ = (CheckConstraint("version_id <> target_id", name="elsewhere"),)


class VoteReason(Model):
    """Why an article did not help a reader; it goes with their word."""

    __tablename__ = "faq_vote_reasons"

    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(200))
    given_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["version_id", "voter"],
            ["faq_votes.version_id", "faq_votes.voter"],
            name="fk_faq_vote_reasons_vote",
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "reason IN ('outdated', 'not_solved', 'unclear', 'wrong', 'other')", name="reason"
        ),
        # read by the editors' list of an article
        Index("ix_faq_vote_reasons_given_at", "version_id", "given_at", "voter"),
    )


class Upkeep(Model):
    """Who answers for what readers see of a version, and by when somebody looks at it again."""

    __tablename__ = "faq_upkeep"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    review_by: Mapped[datetime]
    reviewed_at: Mapped[datetime]

    __table_args__ = (
        # read by the job that looks for what is due
        Index("ix_faq_upkeep_review_by", "review_by", "version_id"),
        # read by the list of what was not looked at for longest
        Index("ix_faq_upkeep_reviewed_at", "reviewed_at", "version_id"),
        # read by the list of what somebody answers for
        Index("ix_faq_upkeep_owner_id", "owner_id", "version_id"),
    )


class Confirmation(Model):
    """One of the staff who has looked at what readers see now: it is right."""

    __tablename__ = "faq_confirmations"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True
    )
    # at its review, or when it was used in an answer
    occasion: Mapped[str] = mapped_column(String(10))
    confirmed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("occasion IN ('review', 'reuse')", name="occasion"),)


class UpdateReason(Model):
    """Why a published text should be looked at again; it goes when somebody has."""

    __tablename__ = "faq_update_reasons"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    cause: Mapped[str] = mapped_column(String(20), primary_key=True)
    # the thread whose official answer is another one now
    thread_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="SET NULL")
    )
    noted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "cause IN ('review_due', 'official_changed', 'product_retired', 'unhelpful',"
            " 'reported', 'asked_after', 'staff', 'version_changed', 'law_changed')",
            name="cause",
        ),
    )


class Topic(Model):
    """What articles about a product are sorted by."""

    __tablename__ = "faq_topics"

    id: Mapped[RowId]
    product_id: Mapped[int] = mapped_column(BigId, ForeignKey("products.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(60))
    name_ko: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))

    __table_args__ = (
        # read by the shelf of a product, too
        UniqueConstraint("product_id", "slug"),
    )


class ArticleTopic(Model):
    """The one topic of an article, if it has one."""

    __tablename__ = "faq_article_topics"

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_articles.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(BigId, ForeignKey("faq_topics.id", ondelete="CASCADE"))

    # read by the shelf of a topic
    __table_args__ = (Index("ix_faq_article_topics_topic_id", "topic_id", "article_id"),)


class ArticleSource(Model):
    """A thread that an article grew from."""

    __tablename__ = "faq_sources"

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_articles.id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )

    # read by "this became an article" on a thread
    __table_args__ = (Index("ix_faq_sources_thread_id", "thread_id"),)


class DeclinedCredit(Model):
    """Somebody whose post an article grew from does not want to be named beside it."""

    __tablename__ = "faq_declined_credits"

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_articles.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )


class DraftSource(Model):
    """A thread that the next text of a published version takes in; it goes with the draft."""

    __tablename__ = "faq_draft_sources"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_drafts.version_id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )

    # read when a thread is given back, by whether another draft takes it in
    __table_args__ = (Index("ix_faq_draft_sources_thread_id", "thread_id"),)


class NameFromThread(Model):
    """A post that an article got another wording from."""

    __tablename__ = "faq_names"

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_articles.id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    # a hash of the wording: the title may have to be forgotten
    name: Mapped[str] = mapped_column(String(32), primary_key=True)

    # read by what forgets the title of a post, and by every search while one is being forgotten
    __table_args__ = (Index("ix_faq_names_thread_id", "thread_id", "article_id"),)


class ArticleVote(Model):
    """One reader, a person or a browser, says whether an article helped."""

    __tablename__ = "faq_votes"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int]
    cast_at: Mapped[datetime]
    # a voice of its own where readers judge a text; of those from one place only the first is
    speaks: Mapped[bool] = mapped_column(default=True, server_default=db.true())

    __table_args__ = (CheckConstraint("value IN (-1, 1)", name="value"),)


class VotePlace(Model):
    """Somebody who is not signed in judged a version from some place, and speaks for all there.

    Nothing in it tells where, or what else they judged.
    """

    __tablename__ = "faq_vote_places"

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE"), primary_key=True
    )
    # a keyed hash of the place, the version and the month
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    voter: Mapped[str] = mapped_column(String(80))
    # read by what forgets them
    seen_at: Mapped[datetime] = mapped_column(index=True)
