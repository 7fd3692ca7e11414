"""Growing articles: from a nomination over a draft and its review to what readers see."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, select, update

from portal.accounts.actor import Actor
from portal.faq import (
    aliases,
    claims,
    editions,
    intake,
    locks,
    names,
    policy,
    prefill,
    queries,
    replacements,
    rules,
    translations,
    upkeep,
    weighing,
    workbench,
    writers,
)
from portal.faq.events import (
    FaqApproved,
    FaqDraftDiscarded,
    FaqDraftStarted,
    FaqNominated,
    FaqNominationDeclined,
    FaqNominationDropped,
    FaqPublished,
    FaqRetired,
    FaqReturned,
    FaqSourceChanged,
    FaqSubmitted,
)
from portal.faq.models import Article, ArticleDraft, ArticleSource, ArticleVersion, Nomination
from portal.faq.rules import ArticleText
from portal.faq.workbench import DraftView, Work
from portal.kit import clock, markup, text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.products import queries as products
from portal.threads import queries as threads

_EMPTY = ArticleText("", "", "")


def nominate(actor: Actor, thread_id: int) -> int:
    """Propose a thread for the FAQ; one that was declined before comes back.

    A duplicate proposes the thread that it repeats.
    Gives: the nomination's id, the same one however often it is proposed.
    Raises: NotFound; NotAllowed("faq.nominate"); Conflict("thread.not_visible" |
        "faq.drafted_already" | "faq.declined_already") for those who may not decline.
    Announces: FaqNominated, when it was not open already.
    """
    thread = threads.get(actor, thread_id, for_update=True)
    if thread.canonical_id is not None:
        thread_id = thread.canonical_id
        thread = threads.get(actor, thread_id, for_update=True)
    if not policy.can_nominate(actor, thread.product_id):
        raise NotAllowed("faq.nominate")
    if thread.visibility != "visible":
        raise Conflict("thread.not_visible")
    if _insert_nomination(actor.id, thread_id, "editor"):
        return _announce_nomination(actor, thread_id, "editor")
    state = workbench.nomination_state(thread_id)
    if state == "drafted":
        raise Conflict("faq.drafted_already")
    if state == "declined" and not policy.can_decline(actor, thread.product_id):
        raise Conflict("faq.declined_already")
    if _reopen_declined(actor, thread_id):
        return _announce_nomination(actor, thread_id, "editor")
    return _nomination_id(thread_id)


def drop_nomination(thread_id: int) -> None:
    """Take back what a thread proposed by itself; what an editor proposed stays.

    Announces: FaqNominationDropped, when there was something to take back.
    Costs: 1 statement; 2 when there was.
    """
    gone = delete(Nomination).where(
        Nomination.thread_id == thread_id, Nomination.state == "open", Nomination.cause != "editor"
    )
    if rows_changed(gone):
        announce(FaqNominationDropped(actor_id=None, thread_id=thread_id))


def decline(actor: Actor, nomination_id: int, *, reason: str) -> None:
    """Decide that a thread does not become an article.

    It is not proposed again by its evidence before that is twice what it is now.
    Raises: NotFound; NotAllowed("faq.nominate"); RuleBroken("faq.reason_blank" |
        "reason.too_long");
        Conflict("faq.nomination_closed").
    Announces: FaqNominationDeclined.
    """
    nomination = workbench.get_nomination(actor, nomination_id)
    if not policy.can_decline(actor, nomination.product_id):
        raise NotAllowed("faq.nominate")
    reason = text.one_line(reason)
    rules.check_reason(reason)
    weighed = weighing.score_of(nomination.thread_id)
    _close_nomination(
        nomination_id, state="declined", decline_reason=reason, declined_score=weighed
    )
    announce(
        FaqNominationDeclined(
            actor_id=actor.id, thread_id=nomination.thread_id, nomination_id=nomination_id
        )
    )


def start_draft(actor: Actor, nomination_id: int, *, lang: str) -> int:
    """Begin an article from a nominated thread, with what was said there.

    Gives: the version's id.
    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken("faq.lang");
        Conflict("faq.claimed" |
        "faq.nomination_closed") when somebody else was first.
    Announces: FaqDraftStarted, FaqSourceChanged.
    """
    nomination = workbench.get_nomination(actor, nomination_id)
    _check_may_draft(actor, nomination.product_id)
    rules.check_lang(lang)
    claims.check_free(actor, nomination_id)
    _close_nomination(nomination_id, state="drafted")
    start = prefill.from_thread(actor, nomination.thread_id)
    version_id = _insert_article(actor, nomination.product_id, lang, _fitting(start))
    article_id = workbench.get(actor, version_id).article_id
    _link(actor, article_id, nomination.thread_id)
    return version_id


def start_article(actor: Actor, *, product_id: int, lang: str, title: str, called: str = "") -> int:
    """Begin an article from nothing but a title.

    Takes: called, what else people call it, such as words that were searched for in vain.
    Gives: the version's id.
    Raises: NotFound("product.not_found"); NotAllowed("faq.draft"); RuleBroken("faq.lang" |
        "title.…").
    Announces: FaqDraftStarted.
    """
    product = products.get(product_id)
    _check_may_draft(actor, product.id)
    rules.check_lang(lang)
    heading = text.one_line(title)
    start = ArticleText(heading, "", "", aliases.gathered((), [called], title=heading))
    rules.check_kept(start)
    version_id = _insert_article(actor, product.id, lang, start)
    writers.note(version_id, actor.id)
    return version_id


def translate(actor: Actor, version_id: int, *, lang: str) -> int:
    """Begin the same article in another language, with the original text to work from.

    Gives: the new version's id.
    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken("faq.lang");
        Conflict("faq.translated_already").
    Announces: FaqDraftStarted.
    """
    work = workbench.get(actor, version_id, for_update=True)
    _check_may_draft(actor, work.product_id)
    rules.check_lang(lang)
    original = work.draft.text if work.draft and work.state == "draft" else work.text
    if work.lang == lang or work.other_version_id is not None:
        raise Conflict("faq.translated_already")
    # what else it is called is called otherwise in another language
    return _insert_version(actor, work.article_id, lang, replace(original, aliases=()))


def revise(actor: Actor, version_id: int) -> None:
    """Begin a new text for a published or retired article. Readers keep the old one meanwhile.

    A draft that is there already is left as it is.
    Raises: NotFound; NotAllowed("faq.draft").
    Announces: FaqDraftStarted, when there was no draft.
    """
    work = workbench.get(actor, version_id, for_update=True)
    _check_may_draft(actor, work.product_id)
    if work.draft is None:
        _insert_draft(actor, work.article_id, version_id, work.lang, work.text)


def save_draft(actor: Actor, version_id: int, draft: ArticleText, *, seen_version: int) -> int:
    """Keep what was written. Whoever saves a text is its writer from then on, and never decides.

    Takes: seen_version, the edit version the writer started from.
    Gives: the edit version that was kept.
    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken for a text that does not fit;
        Conflict("faq.not_writing" | "faq.no_draft" | "faq.locked" | "faq.edited_meanwhile").
    """
    work, current = _draft_of(actor, version_id)
    _check_may_draft(actor, work.product_id)
    rules.check_state(current, "writing")
    locks.check_free(actor, version_id)
    rules.check_seen(current, seen_version)
    draft = _called_publicly(work.article_id, _normalised(draft))
    rules.check_kept(draft)
    if draft == current.text:
        return current.edit_version
    _update_draft(
        version_id,
        title=draft.title,
        summary=draft.summary,
        body_md=draft.body_md,
        aliases=aliases.joined(draft.aliases),
        writer_id=actor.id,
        writer_role=actor.role,
        edit_version=current.edit_version + 1,
        saved_at=clock.now(),
    )
    writers.note(version_id, actor.id)
    return current.edit_version + 1


def describe_change(actor: Actor, version_id: int, *, significance: str, note: str) -> None:
    """Say how much a draft changes of what readers see, and what; it makes nobody its writer.

    Takes: significance, one of rules.SIGNIFICANCES; note, a few words, or nothing.
    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken("faq.significance" |
        "change_note.too_long"); Conflict("faq.not_writing" | "faq.no_draft").
    """
    work, draft = _draft_of(actor, version_id)
    _check_may_draft(actor, work.product_id)
    rules.check_state(draft, "writing")
    note = text.one_line(note)
    rules.check_change(significance, note)
    _update_draft(version_id, significance=significance, change_note=note or None)


def submit(actor: Actor, version_id: int) -> None:
    """Ask for a second pair of eyes. Nobody changes the text until the review is over.

    Raises: NotFound; NotAllowed("faq.draft"); RuleBroken for a text that is not complete;
        Conflict("faq.not_writing" | "faq.no_draft").
    Announces: FaqSubmitted.
    """
    work, draft = _draft_of(actor, version_id)
    _check_may_draft(actor, work.product_id)
    rules.check_state(draft, "writing")
    rules.check_complete(draft.text)
    sources = [] if work.edition else queries.source_ids(work.article_id)
    rules.check_rewritten(is_copied=prefill.is_copied(actor, sources, draft.text.body_md))
    _update_draft(version_id, state="in_review", submitted_at=clock.now(), return_note=None)
    locks.drop(version_id)
    announce(FaqSubmitted(actor_id=actor.id, article_id=work.article_id, version_id=version_id))


def return_to_writer(actor: Actor, version_id: int, *, note: str) -> None:
    """Give a draft back to be changed, with a note; its writer may take it back without one.

    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("note.…");
        Conflict("faq.not_in_review" | "faq.no_draft").
    Announces: FaqReturned.
    """
    work, draft = _draft_of(actor, version_id)
    is_writer = draft.writer_id == actor.id
    if not is_writer and not policy.can_publish(actor, work.product_id):
        raise NotAllowed("faq.publish")
    rules.check_state(draft, "in_review", "approved")
    note = text.normalise(note)
    if not is_writer or note:
        rules.check_note(note)
    _update_draft(version_id, state="writing", approver_id=None, return_note=note or None)
    announce(FaqReturned(actor_id=actor.id, article_id=work.article_id, version_id=version_id))


def approve(actor: Actor, version_id: int, *, seen_version: int) -> None:
    """Stand behind a text of which others wrote every part.

    Takes: seen_version, the edit version that was read.
    Raises: NotFound; NotAllowed("faq.publish" | "faq.own_text");
        Conflict("faq.not_in_review" | "faq.no_draft" | "faq.edited_meanwhile").
    Announces: FaqApproved.
    """
    work, draft = _draft_of(actor, version_id)
    _check_may_decide(actor, work, draft)
    rules.check_state(draft, "in_review")
    rules.check_seen(draft, seen_version)
    _update_draft(version_id, state="approved", approver_id=actor.id)
    announce(FaqApproved(actor_id=actor.id, article_id=work.article_id, version_id=version_id))


def publish(actor: Actor, version_id: int) -> None:
    """Put an approved text before the readers, in the place of the one before it.

    Raises: NotFound; NotAllowed("faq.publish" | "faq.own_text");
        Conflict("faq.not_approved" | "faq.no_draft").
    It is kept as an edition, and what it changes may leave the other language behind. What it took
    in is what the article grew from.
    Announces: FaqPublished; FaqTranslationOutdated, when it does; FaqSourceChanged for what it
        took in.
    """
    work, draft = _draft_of(actor, version_id)
    _check_may_decide(actor, work, draft)
    rules.check_state(draft, "approved")
    _move_text(work, draft)
    for thread_id in intake.ids_of(version_id):
        _link(actor, work.article_id, thread_id)
    replacements.stay(version_id)
    translations.follow(actor, work, draft.significance)
    upkeep.begin_anew(work, draft)
    db.session.execute(delete(ArticleDraft).where(ArticleDraft.version_id == version_id))
    announce(
        FaqPublished(
            actor_id=actor.id,
            article_id=work.article_id,
            version_id=version_id,
            lang=work.lang,
            is_first=work.edition == 0,
        )
    )


def retire(actor: Actor, version_id: int, *, reason: str, replaced_by: int | None = None) -> None:
    """Take an article away from the readers, who are told why at its address, or led on.

    What led to it leads on with it; where it leads nowhere, that is not valid any more either. What
    a text that is being written was to take in is proposed again.
    Takes: reason, which may be blank only with replaced_by: the version that readers are led to.
    Raises: NotFound; NotAllowed("faq.publish"); RuleBroken("faq.reason_blank" |
        "reason.too_long" | "faq.replacement_…"); Conflict("faq.not_published").
    Announces: FaqRetired.
    """
    work, target = _with_replacement(actor, version_id, replaced_by)
    if not policy.can_publish(actor, work.product_id):
        raise NotAllowed("faq.publish")
    reason = text.one_line(reason)
    if reason or target is None:
        rules.check_reason(reason)
    if work.state != "published":
        raise Conflict("faq.not_published")
    if target is None:
        replacements.end(version_id, reason=reason)
    else:
        rules.check_replacement(work, target)
        replacements.lead(version_id, target.version_id)
    _update_version(version_id, state="retired", retire_reason=reason, updated_at=clock.now())
    upkeep.forget_reasons(version_id)
    intake.drop(version_id, work.article_id)
    announce(FaqRetired(actor_id=actor.id, article_id=work.article_id, version_id=version_id))


def discard_draft(actor: Actor, version_id: int) -> None:
    """Throw a draft away. What was never published goes with it, and its threads are nominated
    again, as are those that a new text was to take in; what readers see stays as it is.

    Raises: NotFound; NotAllowed("faq.discard"); Conflict("faq.no_draft").
    Announces: FaqDraftDiscarded.
    """  # noqa: D205 - the sentence needs its two lines
    work, draft = _draft_of(actor, version_id)
    if not policy.can_discard(actor, work.product_id, draft.writer_id):
        raise NotAllowed("faq.discard")
    intake.drop(version_id, work.article_id)
    db.session.execute(delete(ArticleDraft).where(ArticleDraft.version_id == version_id))
    if work.state == "draft":
        db.session.execute(delete(ArticleVersion).where(ArticleVersion.id == version_id))
        if work.other_version_id is None:
            _drop_article(work.article_id)
    announce(
        FaqDraftDiscarded(actor_id=actor.id, article_id=work.article_id, version_id=version_id)
    )


def link_source(actor: Actor, version_id: int, thread_id: int) -> None:
    """Note that an article grew from a thread, too. Noting it twice changes nothing.

    Readers of a published article see the link at once, so it takes one of the staff.
    Raises: NotFound; NotAllowed("faq.draft" | "faq.publish"); Conflict("thread.not_visible" |
        "faq.claimed").
    Announces: FaqSourceChanged, when it is new.
    """
    work = workbench.get(actor, version_id)
    _check_may_link(actor, work)
    title = _check_linkable(actor, thread_id)
    _link(actor, work.article_id, thread_id)
    _call_it(work, title)
    _note_drafted(thread_id)


def take_in(actor: Actor, version_id: int, thread_id: int) -> None:
    """Note that the text that is being written for a published article takes a thread in.

    Readers see nothing of it before that text is published.
    Raises: NotFound; NotAllowed("faq.draft"); Conflict("thread.not_visible" | "faq.claimed" |
        "faq.no_draft").
    """
    work, _draft = _draft_of(actor, version_id)
    _check_may_draft(actor, work.product_id)
    title = _check_linkable(actor, thread_id)
    intake.add(version_id, thread_id)
    names.note(work.article_id, thread_id)
    _call_it(work, title)
    _note_drafted(thread_id)


def unlink_source(actor: Actor, version_id: int, thread_id: int) -> None:
    """Take back that an article grew from a thread, or that its next text takes one in.

    The thread may be proposed again then.
    Raises: NotFound; NotAllowed("faq.draft" | "faq.publish").
    Announces: FaqSourceChanged, when it was linked.
    """
    work = workbench.get(actor, version_id)
    _check_may_draft(actor, work.product_id)
    if intake.remove(version_id, thread_id):
        intake.give_back(Nomination.thread_id == thread_id, work.article_id)
        return
    _check_may_link(actor, work)
    gone = delete(ArticleSource).where(
        ArticleSource.article_id == work.article_id, ArticleSource.thread_id == thread_id
    )
    if rows_changed(gone):
        intake.give_back(Nomination.thread_id == thread_id, work.article_id)
        _announce_source(actor, work.article_id, thread_id, is_linked=False)


def _call_it(work: Work, title: str) -> None:
    """Let the title of a post be another wording of the draft that is being written."""
    draft = work.draft
    if draft is None or draft.state != "writing":
        return
    known = draft.text.aliases
    more = aliases.gathered(known, [title], title=draft.title)
    if more != known:
        _update_draft(
            work.version_id,
            aliases=aliases.joined(more),
            edit_version=draft.edit_version + 1,
        )


def _check_may_draft(actor: Actor, product_id: int) -> None:
    if not policy.can_draft(actor, product_id):
        raise NotAllowed("faq.draft")


def _check_may_decide(actor: Actor, work: Work, draft: DraftView) -> None:
    if not policy.can_publish(actor, work.product_id):
        raise NotAllowed("faq.publish")
    rules.check_other_eyes(draft, writers.of(work.version_id), actor.id)


def _with_replacement(
    actor: Actor, version_id: int, replaced_by: int | None
) -> tuple[Work, Work | None]:
    # locked in one order, so that two who lead to each other's article do not wait for ever
    numbers = {version_id} if replaced_by is None else {version_id, replaced_by}
    works = {one: workbench.get(actor, one, for_update=True) for one in sorted(numbers)}
    return works[version_id], None if replaced_by is None else works[replaced_by]


def _draft_of(actor: Actor, version_id: int) -> tuple[Work, DraftView]:
    work = workbench.get(actor, version_id, for_update=True)
    if work.draft is None:
        raise Conflict("faq.no_draft")
    return work, work.draft


def _normalised(draft: ArticleText) -> ArticleText:
    return ArticleText(
        text.one_line(draft.title),
        text.one_line(draft.summary),
        text.normalise(draft.body_md),
        aliases.split(aliases.joined(draft.aliases)),
    )


def _called_publicly(article_id: int, draft: ArticleText) -> ArticleText:
    """Leave out wordings that came from posts which are not public any more."""
    if not draft.aliases:
        return draft
    gone = names.lost([article_id])[article_id]
    return replace(draft, aliases=names.without(draft.aliases, gone))


def _fitting(start: ArticleText) -> ArticleText:
    """Cut what a thread brings to what a draft holds."""
    return ArticleText(
        text.excerpt(start.title, rules.TITLE_MAX),
        text.excerpt(start.summary, rules.SUMMARY_MAX) if start.summary else "",
        start.body_md[: rules.BODY_MAX],
        start.aliases,
    )


def _insert_nomination(person_id: int | None, thread_id: int, cause: str) -> bool:
    return insert_once(
        Nomination,
        thread_id=thread_id,
        nominated_by_id=person_id,
        cause=cause,
        state="open",
        nominated_at=clock.now(),
    )


def _reopen_declined(actor: Actor, thread_id: int) -> bool:
    reopened = (
        update(Nomination)
        .where(Nomination.thread_id == thread_id, Nomination.state == "declined")
        .values(
            state="open",
            cause="editor",
            nominated_by_id=actor.id,
            nominated_at=clock.now(),
            decline_reason=None,
            declined_score=None,
        )
    )
    return bool(rows_changed(reopened))


def _announce_nomination(actor: Actor, thread_id: int, cause: str) -> int:
    nomination_id = _nomination_id(thread_id)
    announce(
        FaqNominated(
            actor_id=actor.id, thread_id=thread_id, nomination_id=nomination_id, cause=cause
        )
    )
    return nomination_id


def _nomination_id(thread_id: int) -> int:
    statement = select(Nomination.id).where(Nomination.thread_id == thread_id)
    return db.session.execute(statement).scalar_one()


def _close_nomination(nomination_id: int, **values: object) -> None:
    closed = update(Nomination).where(Nomination.id == nomination_id, Nomination.state == "open")
    if rows_changed(closed.values(**values)) != 1:
        raise Conflict("faq.nomination_closed")
    claims.end(Nomination.id == nomination_id)


def _insert_article(actor: Actor, product_id: int, lang: str, start: ArticleText) -> int:
    made = insert(Article).values(product_id=product_id, made_at=clock.now())
    article_id = db.session.execute(made.returning(Article.id)).scalar_one()
    return _insert_version(actor, article_id, lang, start)


def _insert_version(actor: Actor, article_id: int, lang: str, start: ArticleText) -> int:
    nothing: dict[str, Any] = {"slug": "", "title": "", "summary": "", "body_md": ""}
    made = insert(ArticleVersion).values(
        article_id=article_id, lang=lang, state="draft", body_html="", **nothing
    )
    version_id = db.session.execute(made.returning(ArticleVersion.id)).scalar_one()
    _insert_draft(actor, article_id, version_id, lang, start)
    return version_id


def _insert_draft(
    actor: Actor, article_id: int, version_id: int, lang: str, start: ArticleText
) -> None:
    db.session.execute(
        insert(ArticleDraft).values(
            version_id=version_id,
            state="writing",
            title=start.title,
            summary=start.summary,
            body_md=start.body_md,
            aliases=aliases.joined(start.aliases),
            writer_id=actor.id,
            writer_role=actor.role,
            saved_at=clock.now(),
        )
    )
    announce(
        FaqDraftStarted(actor_id=actor.id, article_id=article_id, version_id=version_id, lang=lang)
    )


def _update_draft(version_id: int, **values: object) -> None:
    row = ArticleDraft.version_id == version_id
    db.session.execute(update(ArticleDraft).where(row).values(**values))


def _update_version(version_id: int, **values: object) -> None:
    row = ArticleVersion.id == version_id
    db.session.execute(update(ArticleVersion).where(row).values(**values))


def _move_text(work: Work, draft: DraftView) -> None:
    now = clock.now()
    called = _called_publicly(work.article_id, draft.text).aliases
    draft = replace(draft, aliases=aliases.joined(called))
    editions.keep(work, draft, now)
    _update_version(
        work.version_id,
        state="published",
        # a title of symbols alone still needs an address
        slug=text.slugify(draft.title) or "help",
        title=draft.title,
        summary=draft.summary,
        body_md=draft.body_md,
        aliases=draft.aliases,
        body_html=str(markup.render(draft.body_md)),
        writer_id=draft.writer_id,
        writer_role=draft.writer.role,
        approver_id=draft.approver_id,
        published_at=work.published_at or now,
        updated_at=now,
        edition=work.edition + 1,
        retire_reason=None,
    )


def _drop_article(article_id: int) -> None:
    """Forget an article without any version, and let its threads be written up again."""
    here = select(ArticleSource.thread_id).where(ArticleSource.article_id == article_id)
    intake.give_back(Nomination.thread_id.in_(here), article_id)
    db.session.execute(delete(Article).where(Article.id == article_id))


def _check_may_link(actor: Actor, work: Work) -> None:
    _check_may_draft(actor, work.product_id)
    if work.state == "published" and not actor.is_staff:
        raise NotAllowed("faq.publish")


def _check_linkable(actor: Actor, thread_id: int) -> str:
    """Demand a public thread that nobody else is about to write up; gives its title."""
    thread = threads.get(actor, thread_id)
    if thread.visibility != "visible":
        raise Conflict("thread.not_visible")
    _check_unclaimed(actor, thread_id)
    return thread.title


def _note_drafted(thread_id: int) -> None:
    db.session.execute(
        update(Nomination)
        .where(Nomination.thread_id == thread_id, Nomination.state == "open")
        .values(state="drafted", is_update=True)
    )
    claims.end(Nomination.thread_id == thread_id)


def _check_unclaimed(actor: Actor, thread_id: int) -> None:
    waiting = select(Nomination.id).where(
        Nomination.thread_id == thread_id, Nomination.state == "open"
    )
    nomination_id = db.session.execute(waiting).scalar_one_or_none()
    if nomination_id is not None:
        claims.check_free(actor, nomination_id)


def _link(actor: Actor, article_id: int, thread_id: int) -> None:
    names.note(article_id, thread_id)
    if insert_once(ArticleSource, article_id=article_id, thread_id=thread_id):
        _announce_source(actor, article_id, thread_id, is_linked=True)


def _announce_source(actor: Actor, article_id: int, thread_id: int, *, is_linked: bool) -> None:
    announce(
        FaqSourceChanged(
            actor_id=actor.id, article_id=article_id, thread_id=thread_id, is_linked=is_linked
        )
    )
