"""From a nomination over a draft and its review to what readers see."""

from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions, claims, growing, queries, workbench
from portal.faq.models import Article, ArticleDraft, ArticleVersion, Nomination
from portal.faq.rules import ArticleText
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import EventRow
from portal.threads import actions as threads
from tests.make import threads as make
from tests.make.cast import person
from tests.make.faq import TEXT, decided, grown, proposed, published, seen, started, written
from tests.make.pages import said

OTHER = ArticleText("와이파이가 끊길 때 해 볼 것", "먼저 채널을 바꿔 보세요.", "새 본문이에요.")


def facts(kind: str) -> int:
    statement = select(func.count()).select_from(EventRow).where(EventRow.kind == kind)
    return db.session.execute(statement).scalar_one()


# ── nominations ──


def test_an_editor_nominates_a_thread_once_however_often(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        first = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        assert actions.nominate(cast.yejin, thread_id) == first
    assert facts("FaqNominated") == 1
    (card,) = proposed(cast.seoyeon)
    assert (card.thread_id, card.cause, card.nominated_by.handle) == (thread_id, "editor", "suhyun")


def test_staff_and_experts_nominate_and_members_do_not(cast):
    expert = person("gaeul", "가을", Role.EXPERT)
    for who in (expert, cast.seoyeon, cast.miran):
        thread_id = make.question(cast.minji, cast.product_id, title=f"{who.name} 님이 본 질문")
        with transaction():
            actions.nominate(who, thread_id)
    thread_id = make.question(cast.junho, cast.product_id)
    with pytest.raises(NotAllowed) as refusal, transaction():
        actions.nominate(cast.minji, thread_id)
    assert refusal.value.code == "faq.nominate"


def test_a_duplicate_nominates_the_question_that_it_repeats(cast):
    root = make.question(cast.minji, cast.product_id)
    again = make.question(cast.junho, cast.product_id, title="와이파이가 밤에 끊겨요")
    with transaction():
        threads.link_duplicate(cast.eunji, again, root)
    with transaction():
        first = actions.nominate(cast.suhyun, again)
    with transaction():
        assert actions.nominate(cast.suhyun, root) == first
    assert [card.thread_id for card in proposed(cast.suhyun)] == [root]


def test_a_hidden_thread_cannot_be_nominated_and_leaves_the_list(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        duplicates.hide(cast.eunji, thread_id, reason="광고입니다")
    assert proposed(cast.suhyun) == ()
    with pytest.raises(NotFound), transaction():
        actions.start_draft(cast.suhyun, nomination_id, lang="ko")
    with pytest.raises(Conflict) as refusal, transaction():
        actions.nominate(cast.hana, thread_id)
    assert refusal.value.code == "thread.not_visible"


def test_a_declined_thread_stays_declined_until_an_editor_nominates_it_again(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        actions.decline(cast.suhyun, nomination_id, reason="  이미 안내가 있어요 ")
    assert proposed(cast.suhyun) == ()
    reason = select(Nomination.decline_reason).where(Nomination.id == nomination_id)
    assert db.session.execute(reason).scalar_one() == "이미 안내가 있어요"
    growing.weigh_and_propose({})
    assert proposed(cast.suhyun) == ()
    with pytest.raises(Conflict) as refusal, transaction():
        actions.nominate(cast.seoyeon, thread_id)
    assert refusal.value.code == "faq.declined_already"
    with transaction():
        assert actions.nominate(cast.yejin, thread_id) == nomination_id
    assert [card.id for card in proposed(cast.suhyun)] == [nomination_id]


def test_declining_needs_a_reason_and_an_editor(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with pytest.raises(RuleBroken), transaction():
        actions.decline(cast.suhyun, nomination_id, reason="  ")
    with pytest.raises(NotAllowed), transaction():
        actions.decline(cast.seoyeon, nomination_id, reason="싫어요")


# ── drafts ──


def test_a_draft_starts_with_the_question_and_its_accepted_answer(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    make.answer(cast.seoyeon, thread_id, "다른 답변이에요.")
    helped = make.answer(cast.junho, thread_id, "채널을 **11번**으로 바꾸세요.")
    with transaction():
        answers.accept(cast.minji, helped)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    work = workbench.get(cast.seoyeon, version_id)
    assert work.draft.text == ArticleText(
        "와이파이가 저녁마다 끊겨요", "", "채널을 **11번**으로 바꾸세요."
    )
    assert work.draft.writer.handle == "seoyeon"
    assert queries.source_ids(work.article_id) == [thread_id]


def test_the_answer_itself_is_no_article_until_a_person_has_written_it_anew(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    make.answer(cast.junho, thread_id, "채널을 **11번**으로 바꾸세요.")
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    copied = workbench.get(cast.seoyeon, version_id).draft.text
    spaced = replace(copied, summary="한 줄로", body_md=f"\n{copied.body_md}  \n")
    for text in (replace(copied, summary="한 줄로"), spaced):
        current = seen(cast.seoyeon, version_id)
        with transaction():
            actions.save_draft(cast.seoyeon, version_id, text, seen_version=current)
        with pytest.raises(RuleBroken) as refusal, transaction():
            actions.submit(cast.seoyeon, version_id)
        assert refusal.value.code == "body.not_rewritten"
    anew = replace(copied, summary="한 줄로", body_md=f"이렇게 해요. {copied.body_md}")
    written(cast.seoyeon, version_id, anew)


def test_a_draft_starts_with_the_official_summary_and_the_wording_that_was_endorsed(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.junho, thread_id, "검증된 방법이에요.")
    with transaction():
        answers.make_official(cast.seoyeon, answer_id, summary="채널을 바꾸면 됩니다.")
    with transaction():
        answers.edit(cast.junho, answer_id, body_md="아무도 확인하지 않은 말.", seen_version=1)
    version_id = grown(cast.suhyun, cast.suhyun, thread_id)
    draft = workbench.get(cast.suhyun, version_id).draft
    assert draft.summary == "채널을 바꾸면 됩니다."
    assert draft.body_md == "검증된 방법이에요."


def test_a_nomination_is_drafted_by_one_person_only(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        actions.start_draft(cast.seoyeon, nomination_id, lang="ko")
    with pytest.raises(NotFound), transaction():
        actions.start_draft(cast.yejin, nomination_id, lang="ko")
    with pytest.raises(Conflict) as refusal, transaction():
        actions.nominate(cast.suhyun, thread_id)
    assert refusal.value.code == "faq.drafted_already"
    assert db.session.execute(select(func.count()).select_from(Article)).scalar_one() == 1


def test_experts_draft_and_members_do_not(cast):
    expert = person("gaeul", "가을", Role.EXPERT)
    assert started(expert, cast.product_id)
    with pytest.raises(NotAllowed) as refusal, transaction():
        actions.start_article(
            cast.minji, product_id=cast.product_id, lang="ko", title="제 글이에요"
        )
    assert refusal.value.code == "faq.draft"


def test_drafting_is_limited_to_the_products_of_a_role(cast):
    from portal.products import actions as products

    with transaction():
        tv = products.add(slug="tv", name_ko="티비", name_en="TV")
    agent = person("haneul", "정하늘", Role.AGENT, product_id=tv)
    version_id = started(cast.suhyun, cast.product_id)
    with pytest.raises(NotFound):
        workbench.get(agent, version_id)
    with pytest.raises(NotAllowed), transaction():
        actions.start_article(agent, product_id=cast.product_id, lang="ko", title="인터넷 안내")
    assert workbench.drafts(agent, "writing").items == ()
    assert [work.version_id for work in workbench.drafts(cast.suhyun, "writing").items] == [
        version_id
    ]


def test_saving_from_a_stale_page_is_a_conflict_and_changes_nothing(cast):
    version_id = started(cast.suhyun, cast.product_id)
    stale = seen(cast.yejin, version_id)
    with transaction():
        actions.save_draft(cast.suhyun, version_id, OTHER, seen_version=stale)
    with pytest.raises(Conflict) as refusal, transaction():
        actions.save_draft(cast.yejin, version_id, TEXT, seen_version=stale)
    assert refusal.value.code == "faq.edited_meanwhile"
    draft = workbench.get(cast.suhyun, version_id).draft
    assert (draft.text, draft.writer.handle) == (OTHER, "suhyun")


def test_saving_the_same_text_changes_neither_version_nor_writer(cast):
    version_id = started(cast.suhyun, cast.product_id)
    before = seen(cast.suhyun, version_id)
    with transaction():
        assert actions.save_draft(cast.yejin, version_id, TEXT, seen_version=before) == before
    assert workbench.get(cast.suhyun, version_id).draft.writer.handle == "suhyun"


def test_text_in_review_is_not_changed_until_it_is_returned(cast):
    version_id = started(cast.seoyeon, cast.product_id)
    with transaction():
        actions.submit(cast.seoyeon, version_id)
    version = seen(cast.seoyeon, version_id)
    with pytest.raises(Conflict) as refusal, transaction():
        actions.save_draft(cast.seoyeon, version_id, OTHER, seen_version=version)
    assert refusal.value.code == "faq.not_writing"
    with transaction():
        actions.return_to_writer(cast.suhyun, version_id, note="요약을 짧게 해 주세요.")
    draft = workbench.get(cast.seoyeon, version_id).draft
    assert (draft.state, draft.return_note) == ("writing", "요약을 짧게 해 주세요.")
    with transaction():
        actions.save_draft(cast.seoyeon, version_id, OTHER, seen_version=version)


def test_a_reviewer_returns_with_a_note_and_the_writer_takes_back_without_one(cast):
    version_id = started(cast.seoyeon, cast.product_id)
    with transaction():
        actions.submit(cast.seoyeon, version_id)
    with pytest.raises(RuleBroken), transaction():
        actions.return_to_writer(cast.suhyun, version_id, note=" ")
    with pytest.raises(NotAllowed), transaction():
        actions.return_to_writer(cast.daniel, version_id, note="제가 뭘 안다고")
    with transaction():
        actions.return_to_writer(cast.seoyeon, version_id, note="")
    assert workbench.get(cast.seoyeon, version_id).draft.state == "writing"


def test_an_incomplete_text_is_not_submitted(cast):
    with transaction():
        version_id = actions.start_article(
            cast.suhyun, product_id=cast.product_id, lang="ko", title="와이파이 안내"
        )
    with pytest.raises(RuleBroken) as refusal, transaction():
        actions.submit(cast.suhyun, version_id)
    assert refusal.value.field == "summary"


# ── four eyes ──


def test_nobody_approves_what_they_wrote_not_even_an_administrator(cast):
    for writer in (cast.suhyun, cast.hana):
        version_id = started(writer, cast.product_id)
        with transaction():
            actions.submit(writer, version_id)
        version = seen(writer, version_id)
        with pytest.raises(NotAllowed) as refusal, transaction():
            actions.approve(writer, version_id, seen_version=version)
        assert refusal.value.code == "faq.own_text"
        assert workbench.get(writer, version_id).draft.state == "in_review"


def test_nobody_publishes_what_they_wrote(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.submit(cast.suhyun, version_id)
        actions.approve(cast.yejin, version_id, seen_version=2)
    with pytest.raises(NotAllowed) as refusal, transaction():
        actions.publish(cast.suhyun, version_id)
    assert refusal.value.code == "faq.own_text"


def test_whoever_changed_the_text_last_is_its_writer(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.save_draft(cast.yejin, version_id, OTHER, seen_version=2)
        actions.submit(cast.yejin, version_id)
    with pytest.raises(NotAllowed), transaction():
        actions.approve(cast.yejin, version_id, seen_version=3)
    with transaction():
        actions.approve(cast.hana, version_id, seen_version=3)


def test_who_wrote_a_part_does_not_decide_although_another_saved_it_last(cast, client_as):
    version_id = started(cast.suhyun, cast.product_id)
    full_stop = replace(TEXT, body_md=f"{TEXT.body_md}.")
    with transaction():
        actions.save_draft(cast.seoyeon, version_id, full_stop, seen_version=2)
        actions.submit(cast.seoyeon, version_id)
    with pytest.raises(NotAllowed) as refusal, transaction():
        actions.approve(cast.suhyun, version_id, seen_version=3)
    assert refusal.value.code == "faq.own_text"
    assert workbench.waiting(cast.suhyun).items == ()
    assert queries.awaiting_review(cast.suhyun, limit=9) == ()
    page = client_as(cast.suhyun).get(f"/staff/faq/{version_id}")
    assert "일부를" in said(page)
    with transaction():
        actions.approve(cast.yejin, version_id, seen_version=3)
    with pytest.raises(NotAllowed), transaction():
        actions.publish(cast.suhyun, version_id)
    with transaction():
        actions.publish(cast.yejin, version_id)


def test_who_wrote_the_text_before_may_decide_about_the_next_one(cast):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id)
    with transaction():
        actions.revise(cast.seoyeon, version_id)
    written(cast.seoyeon, version_id, OTHER)
    decided(cast.suhyun, version_id)


def test_the_table_itself_refuses_an_approval_by_the_writer(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction():
        db.session.execute(
            update(ArticleDraft)
            .where(ArticleDraft.version_id == version_id)
            .values(state="approved", approver_id=cast.suhyun.id)
        )


def test_the_table_itself_refuses_a_published_text_approved_by_its_writer(cast):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction():
        db.session.execute(
            update(ArticleVersion)
            .where(ArticleVersion.id == version_id)
            .values(approver_id=cast.suhyun.id)
        )


def test_the_table_itself_refuses_published_text_that_nobody_approved(cast):
    with transaction():
        made = insert(Article).values(product_id=cast.product_id, made_at=clock.now())
        article_id = db.session.execute(made.returning(Article.id)).scalar_one()
    with pytest.raises(IntegrityError, match="published"), transaction():
        db.session.execute(
            insert(ArticleVersion).values(
                article_id=article_id,
                lang="ko",
                state="published",
                slug="a",
                title="a",
                summary="a",
                body_md="a",
                body_html="a",
                writer_id=cast.suhyun.id,
                published_at=clock.now(),
                updated_at=clock.now(),
            )
        )


@pytest.mark.parametrize("who", ["seoyeon", "daniel", "eunji", "minji"])
def test_only_editors_and_leads_approve(cast, who):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.submit(cast.suhyun, version_id)
    expected = NotFound if who == "minji" else NotAllowed
    with pytest.raises(expected), transaction():
        actions.approve(getattr(cast, who), version_id, seen_version=2)
    with transaction():
        actions.approve(cast.miran, version_id, seen_version=2)


def test_an_approval_is_for_the_text_that_was_read(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.submit(cast.suhyun, version_id)
    read = seen(cast.yejin, version_id)
    with transaction():
        actions.return_to_writer(cast.suhyun, version_id, note="")
    written(cast.suhyun, version_id, OTHER)
    with pytest.raises(Conflict) as refusal, transaction():
        actions.approve(cast.yejin, version_id, seen_version=read)
    assert refusal.value.code == "faq.edited_meanwhile"


def test_an_approved_text_that_is_returned_needs_a_new_approval(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.submit(cast.suhyun, version_id)
        actions.approve(cast.yejin, version_id, seen_version=2)
        actions.return_to_writer(cast.suhyun, version_id, note="")
    written(cast.suhyun, version_id, OTHER)
    with pytest.raises(Conflict) as refusal, transaction():
        actions.publish(cast.yejin, version_id)
    assert refusal.value.code == "faq.not_approved"


def test_nothing_is_published_without_approval(cast):
    version_id = started(cast.suhyun, cast.product_id)
    with transaction():
        actions.submit(cast.suhyun, version_id)
    with pytest.raises(Conflict), transaction():
        actions.publish(cast.yejin, version_id)
    with pytest.raises(NotFound):
        queries.get(NOBODY, version_id)


# ── published ──


def test_publishing_shows_the_text_with_its_writer_and_a_slug_in_its_own_letters(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    article = queries.get(NOBODY, version_id)
    assert (article.title, article.summary) == (TEXT.title, TEXT.summary)
    assert article.slug == "와이파이가-저녁에만-끊길-때"
    assert "<strong>채널</strong>" in article.body_html
    assert article.writer.handle == "seoyeon"
    assert article.writer.is_staff
    assert not article.was_updated
    assert facts("FaqPublished") == 1


def test_publishing_links_article_and_threads_both_ways(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    second_id = make.question(cast.junho, cast.product_id, title="공유기가 밤에만 느려져요")
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    with transaction():
        actions.link_source(cast.seoyeon, version_id, second_id)
        actions.link_source(cast.seoyeon, version_id, second_id)
    assert queries.articles_of_thread(thread_id, "ko") == ()
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    article = queries.get(NOBODY, version_id)
    sources = queries.sources_of(NOBODY, article.article_id)
    assert [card.id for card in sources] == [thread_id, second_id]
    for number in (thread_id, second_id):
        (link,) = queries.articles_of_thread(number, "en")
        assert (link.version_id, link.slug, link.title, link.lang) == (
            version_id,
            article.slug,
            TEXT.title,
            "ko",
        )
    with transaction():
        actions.unlink_source(cast.seoyeon, version_id, second_id)
    assert queries.articles_of_thread(second_id, "ko") == ()


def test_a_hidden_source_is_not_shown_to_readers(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    written(cast.seoyeon, version_id)
    decided(cast.suhyun, version_id)
    article_id = queries.get(NOBODY, version_id).article_id
    with transaction():
        duplicates.hide(cast.eunji, thread_id, reason="개인 정보가 있어요")
    assert queries.sources_of(NOBODY, article_id) == ()
    assert [card.id for card in queries.sources_of(cast.eunji, article_id)] == [thread_id]


def test_editing_a_published_article_keeps_the_old_text_until_the_new_one_is_published(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    first = queries.get(NOBODY, version_id)
    with transaction():
        actions.revise(cast.yejin, version_id)
        actions.revise(cast.yejin, version_id)
    written(cast.yejin, version_id, OTHER)
    assert queries.get(NOBODY, version_id) == first
    decided(cast.suhyun, version_id)
    second = queries.get(NOBODY, version_id)
    assert (second.title, second.writer.handle) == (OTHER.title, "yejin")
    assert second.slug != first.slug
    assert second.published_at == first.published_at
    assert second.was_updated
    statement = select(EventRow.payload).where(EventRow.kind == "FaqPublished")
    payloads = db.session.execute(statement.order_by(EventRow.id)).scalars().all()
    assert [payload["is_first"] for payload in payloads] == [True, False]


def test_a_translation_starts_from_the_original_and_links_both_languages(cast):
    korean = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        english = actions.translate(cast.yejin, korean, lang="en")
    assert workbench.get(cast.yejin, english).draft.text == TEXT
    assert queries.get(NOBODY, korean).other is None
    text = ArticleText("Wi-Fi drops in the evening", "Change the channel.", "Open the settings.")
    written(cast.yejin, english, text)
    decided(cast.suhyun, english)
    assert queries.get(NOBODY, korean).other.version_id == english
    assert queries.get(NOBODY, english).other.version_id == korean
    with pytest.raises(Conflict) as refusal, transaction():
        actions.translate(cast.yejin, korean, lang="en")
    assert refusal.value.code == "faq.translated_already"


def test_a_retired_article_is_gone_for_readers_but_its_reason_is_told(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with pytest.raises(RuleBroken), transaction():
        actions.retire(cast.suhyun, version_id, reason="")
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="새 공유기에는 이 단추가 없어요.")
    with pytest.raises(NotFound):
        queries.get(NOBODY, version_id)
    assert queries.get_many(NOBODY, [version_id]) == {}
    assert queries.document_texts([version_id]) == ()
    assert queries.find_retired(version_id).retire_reason == "새 공유기에는 이 단추가 없어요."
    with pytest.raises(Conflict), transaction():
        actions.retire(cast.suhyun, version_id, reason="다시")


def test_a_retired_article_can_be_written_anew(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.retire(cast.suhyun, version_id, reason="틀린 내용이에요.")
        actions.revise(cast.seoyeon, version_id)
    written(cast.seoyeon, version_id, OTHER)
    decided(cast.suhyun, version_id)
    assert queries.get(NOBODY, version_id).title == OTHER.title
    assert queries.find_retired(version_id) is None


def test_discarding_a_first_draft_gives_its_thread_back_to_the_editors(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = grown(cast.seoyeon, cast.suhyun, thread_id)
    with pytest.raises(NotAllowed), transaction():
        actions.discard_draft(cast.daniel, version_id)
    with transaction():
        actions.discard_draft(cast.seoyeon, version_id)
    with pytest.raises(NotFound):
        workbench.get(cast.suhyun, version_id)
    assert [card.thread_id for card in proposed(cast.suhyun)] == [thread_id]
    assert db.session.execute(select(func.count()).select_from(Article)).scalar_one() == 0


def test_discarding_a_new_text_leaves_what_readers_see(cast):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        actions.revise(cast.yejin, version_id)
    with transaction():
        actions.discard_draft(cast.yejin, version_id)
    assert queries.get(NOBODY, version_id).title == TEXT.title
    assert workbench.get(cast.yejin, version_id).draft is None


def test_marks_of_markdown_that_would_be_scripts_stay_text(cast):
    text = ArticleText(
        "<b>제목</b>입니다", "<i>요약</i>", "<script>alert(1)</script> [a](javascript:1)"
    )
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id, text=text)
    article = queries.get(NOBODY, version_id)
    assert "<script" not in article.body_html
    assert 'javascript:1"' not in article.body_html
    assert article.title == "<b>제목</b>입니다"


def test_a_title_of_symbols_has_an_address_too(cast):
    text = ArticleText("?!?!?! >>>", "요약이에요.", "본문이에요.")
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id, text=text)
    assert queries.get(NOBODY, version_id).slug == "help"


def test_an_expert_links_nothing_to_what_readers_see(cast):
    """R39. A link is read at once, on the article and on the thread: it takes one of the staff."""
    expert = person("gaeul", "가을", Role.EXPERT)
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    for act in (actions.link_source, actions.unlink_source):
        with pytest.raises(NotAllowed) as refusal, transaction():
            act(expert, version_id, thread_id)
        assert refusal.value.code == "faq.publish"


def test_a_thread_that_is_unlinked_may_be_proposed_again(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
        actions.link_source(cast.suhyun, version_id, thread_id)
    assert workbench.nomination_state(thread_id) == "drafted"
    with transaction():
        actions.unlink_source(cast.suhyun, version_id, thread_id)
    assert workbench.nomination_state(thread_id) == "open"
    with transaction():
        assert actions.nominate(cast.suhyun, thread_id) == nomination_id


def test_what_another_claimed_is_not_linked(cast):
    thread_id = make.question(cast.minji, cast.product_id)
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)
    with transaction():
        nomination_id = actions.nominate(cast.suhyun, thread_id)
    with transaction():
        claims.claim(cast.yejin, nomination_id)
    with pytest.raises(Conflict) as refusal, transaction():
        actions.link_source(cast.suhyun, version_id, thread_id)
    assert refusal.value.code == "faq.claimed"
