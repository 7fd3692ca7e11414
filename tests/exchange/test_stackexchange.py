from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.accounts import queries as people
from portal.accounts.actor import NOBODY
from portal.accounts.models import User
from portal.answers.models import Answer, Comment
from portal.exchange import queries, stackexchange
from portal.exchange.models import ImportedRow
from portal.ideas.models import StatusChange
from portal.integrity import queries as integrity
from portal.kit.db import Base, db, transaction
from portal.kit.errors import Conflict, PortalError, RuleBroken
from portal.kit.events import EventRow
from portal.notify.models import Notice
from portal.products.models import Product
from portal.threads import queries as threads
from portal.threads.models import Thread
from portal.votes.models import UnattributedVote
from tests.make.cast import Cast
from tests.make.dumps import SITE, DumpWriter


@pytest.fixture
def writer(tmp_path: Path) -> DumpWriter:
    writer = DumpWriter(tmp_path / SITE)
    writer.person("1", "Ann Lee")
    writer.person("2", "Bob")
    writer.question("1")
    return writer


def bring_in(writer: DumpWriter, **options: str) -> stackexchange.Import:
    job = stackexchange.prepare(writer.write(), **options)
    for batch in stackexchange.batches(job):
        with transaction():
            stackexchange.bring_in(job, batch)
    return job


def local(kind: str, source_id: str) -> int:
    return db.session.execute(
        select(ImportedRow.local_id).where(
            ImportedRow.kind == kind, ImportedRow.source_id == source_id
        )
    ).scalar_one()


def thread(source_id: str) -> Thread:
    return db.session.get_one(Thread, local("thread", source_id), populate_existing=True)


def answer(source_id: str) -> Answer:
    return db.session.get_one(Answer, local("answer", source_id), populate_existing=True)


def rows_of(model: type[Base]) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def stop_after(work: Callable[..., None], *arguments: object) -> None:
    work(*arguments)
    raise KeyboardInterrupt


def rows() -> dict[str, int]:
    tables = db.metadata.sorted_tables
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def drift() -> dict[str, int]:
    return {finding.name: finding.drift for finding in integrity.findings() if finding.drift}


def test_a_question_keeps_its_author_its_date_its_tags_and_its_text(
    app: Flask, writer: DumpWriter
) -> None:
    writer.rows["Posts.xml"][0] |= {"Tags": "<c++><green>", "Body": "<p>Why <em>so</em>?</p>"}
    bring_in(writer)
    found = threads.get(NOBODY, local("thread", "1"))
    assert (found.author.name, found.author.handle) == ("Ann Lee", "ann-lee")
    assert found.posted_at.isoformat() == "2012-03-01T10:00:00+00:00"
    assert found.body_html == "<p>Why <em>so</em>?</p>\n"
    assert (found.kind, found.lang, found.vote_count) == ("question", "en", 0)
    assert threads.tags_of([found.id])[found.id] == ("c-plus-plus", "green")


def test_scripts_in_a_dump_are_words_at_most(app: Flask, writer: DumpWriter) -> None:
    attack = (
        '<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a>'
        "<img src=x onerror=x()></p>"
    )
    writer.question("5", Body=attack, Title="<script>x()</script> is my question")
    writer.comment("1", "5", Text="<script>x()</script> [c](javascript:x())")
    bring_in(writer)
    said = db.session.execute(select(Comment.body_html)).scalar_one()
    for html in (thread("5").body_html, said):
        assert "<script" not in html
        assert "javascript:" not in html.replace("[c](javascript:x())", "")
        assert "onclick" not in html
        assert "onerror" not in html
    assert thread("5").title == "<script>x()</script> is my question"


def test_a_contact_cannot_sign_in_and_bears_no_badge_whatever_the_name(
    app: Flask, writer: DumpWriter
) -> None:
    writer.person("3", "Maru 운영자")
    writer.person("4", "Official Support")
    writer.question("5", by="3")
    bring_in(writer)
    found = threads.get(NOBODY, local("thread", "5"))
    assert found.author.name == "Maru 운영자"
    assert not found.author.is_staff
    for person_id in (local("person", "3"), local("person", "4")):
        person = db.session.get_one(User, person_id)
        assert (person.email, person.password_hash) == (None, None)
        assert not people.get_actor(person_id).scopes
    handles = db.session.execute(select(User.handle).where(User.handle.like("%official%")))
    assert handles.all() == []


def test_people_of_one_name_get_handles_of_their_own(app: Flask, writer: DumpWriter) -> None:
    for number in range(3, 40):
        writer.person(str(number), "Jürgen  Müller")
    bring_in(writer)
    handles = db.session.execute(select(User.handle).where(User.display_name == "Jürgen Müller"))
    found = set(handles.scalars())
    assert len(found) == 37
    assert {"jurgen-muller", "jurgen-muller2"} <= found


def test_who_has_no_account_any_more_is_signed_under_the_sites_own(
    app: Flask, writer: DumpWriter
) -> None:
    writer.question("5", by=None, OwnerDisplayName="user42")
    writer.comment("1", "5", by=None, UserDisplayName="Zoë")
    bring_in(writer)
    found = threads.get(NOBODY, local("thread", "5"))
    assert found.author.name == "Community"
    assert found.body_md.endswith("\n\n— user42")
    said = db.session.execute(select(Comment)).scalar_one()
    assert said.body_md == "Which tea is it? — Zoë"
    assert said.author_id == local("person", "-1")
    assert rows_of(User) == 3


def test_a_dump_without_the_sites_own_account_gets_one(app: Flask, writer: DumpWriter) -> None:
    del writer.rows["Users.xml"][0]
    writer.question("5", by="77", OwnerDisplayName="user42")
    writer.question("6", by=None)
    bring_in(writer)
    assert thread("5").author_id == thread("6").author_id == local("person", "-1")


def test_wishes_become_ideas_with_their_status_and_whoever_answered_them(
    app: Flask, writer: DumpWriter
) -> None:
    writer.question(
        "5", Tags="<feature-request><status-bydesign>", LastEditDate="2012-04-01T00:00:00"
    )
    writer.answer("6", "5", by="2")
    writer.rows["Posts.xml"][-2]["AcceptedAnswerId"] = "6"
    bring_in(writer)
    found = thread("5")
    assert (found.kind, found.status, found.resolution) == ("idea", "declined", None)
    assert (found.answer_count, found.accepted_count) == (1, 1)
    decision = db.session.execute(select(StatusChange)).scalar_one()
    assert decision.decided_by_id is None
    assert decision.decided_at.isoformat() == "2012-04-01T00:00:00+00:00"
    assert "status-bydesign" in decision.note_md
    assert drift() == {}


def test_an_accepted_answer_resolves_its_question_on_the_askers_word(
    app: Flask, writer: DumpWriter
) -> None:
    writer.rows["Posts.xml"][0]["AcceptedAnswerId"] = "2"
    writer.answer("2", "1")
    writer.vote("1", "2", "1", at="2012-03-05")
    bring_in(writer)
    found = threads.get(NOBODY, local("thread", "1"))
    assert (found.resolution, found.confirmed_by, found.label) == (
        "accepted",
        "asker",
        "resolved_by_asker",
    )
    assert answer("2").accepted_at.isoformat() == "2012-03-05T00:00:00+00:00"


def test_votes_count_without_a_person_and_the_score_is_their_sum(
    app: Flask, writer: DumpWriter
) -> None:
    writer.answer("2", "1")
    for number, (post, kind) in enumerate([("1", "2")] * 3 + [("1", "3")] + [("2", "2")] * 4):
        writer.vote(str(number), post, kind)
    writer.vote("9", "2", "3")
    job = bring_in(writer)
    assert thread("1").vote_count == 3
    assert (answer("2").helpful_count, answer("2").unhelpful_count) == (4, 1)
    assert job.report.left_out["vote", "against_thread"] == 1
    dates = db.session.execute(select(UnattributedVote.cast_at).distinct()).scalars().all()
    assert [date.isoformat() for date in dates] == ["2012-03-04T00:00:00+00:00"]
    assert drift() == {}


def test_a_closed_thread_is_locked_though_somebody_spoke_later(
    app: Flask, writer: DumpWriter
) -> None:
    writer.question("5", ClosedDate="2012-03-02T00:00:00")
    writer.comment("1", "5", CreationDate="2015-01-01T00:00:00")
    bring_in(writer)
    found = thread("5")
    assert found.locked_at.isoformat() == "2012-03-02T00:00:00+00:00"
    assert found.comment_count == 1
    assert found.last_activity_at.isoformat() == "2015-01-01T00:00:00+00:00"


def test_duplicates_lead_to_the_root_of_their_chain(app: Flask, writer: DumpWriter) -> None:
    for number in "5678":
        writer.question(number)
    writer.link("1", "5", "6", at="2012-05-01T00:00:00")
    writer.link("2", "6", "7", at="2012-06-01T00:00:00")
    writer.link("3", "7", "5", at="2012-07-01T00:00:00")
    writer.link("4", "8", "5", at="2012-08-01T00:00:00")
    writer.link("5", "8", "1", at="2012-09-01T00:00:00")
    job = bring_in(writer)
    roots = [thread(number).canonical_id for number in "5678"]
    assert roots == [local("thread", "7"), local("thread", "7"), None, local("thread", "7")]
    assert job.report.left_out["duplicate", "duplicate.itself"] == 1
    assert job.report.left_out["duplicate", "linked_already"] == 1
    assert drift() == {}


def test_a_wish_can_be_the_duplicate_of_a_question(app: Flask, writer: DumpWriter) -> None:
    writer.question("5", Tags="<feature-request>")
    writer.link("1", "5", "1")
    bring_in(writer)
    assert thread("5").canonical_id == local("thread", "1")
    assert drift() == {}


def test_rules_about_haste_and_length_do_not_rewrite_history(
    app: Flask, writer: DumpWriter
) -> None:
    for number in range(10, 22):
        writer.question(str(number), Title="Tea?", Tags=f"<{'x' * 35}>")
    writer.question("40", Title="T" * 150, Tags="<feature-request>")
    for number in range(70):
        writer.comment(str(number), "1", Text="+1")
    writer.answer("50", "1")
    writer.answer("51", "1")
    job = bring_in(writer)
    assert (job.report.new["question"], job.report.new["idea"]) == (13, 1)
    assert (job.report.new["comment"], job.report.new["answer"]) == (70, 2)


def test_names_in_an_imported_text_are_nobody_here(
    app: Flask, cast: Cast, writer: DumpWriter
) -> None:
    writer.comment("1", "1", Text="@minji try it")
    bring_in(writer)
    assert "href" not in db.session.execute(select(Comment.body_html)).scalar_one()


def test_history_is_in_the_log_and_nobody_is_told(
    app: Flask, writer: DumpWriter, drain: Callable[[], None]
) -> None:
    writer.answer("2", "1")
    bring_in(writer)
    facts = db.session.execute(select(EventRow).order_by(EventRow.id)).scalars().all()
    assert [fact.kind for fact in facts] == ["ThreadPosted", "AnswerPosted"]
    assert all(fact.is_replayed for fact in facts)
    assert facts[1].occurred_at.isoformat() == "2012-03-02T10:00:00+00:00"
    drain()
    assert rows_of(Notice) == 0


def test_a_second_run_adds_nothing_and_changes_nothing(app: Flask, writer: DumpWriter) -> None:
    writer.question("5", Tags="<feature-request><status-planned>", ClosedDate="2013-01-01T00:00:00")
    writer.answer("2", "1")
    writer.comment("1", "2")
    writer.vote("1", "1")
    writer.link("1", "5", "1")
    writer.tag("1", "discussion")
    bring_in(writer)
    before = rows()
    with transaction():
        db.session.execute(update(Thread).values(title="edited here"))
    job = bring_in(writer)
    assert rows() == before
    assert thread("1").title == "edited here"
    assert not +job.report.new
    assert all(
        job.report.read[kind] == job.report.known[kind] + job.report.left_out_of(kind)
        for kind in job.report.read
    )


def test_a_dump_that_grew_adds_only_what_is_new(app: Flask, writer: DumpWriter) -> None:
    bring_in(writer)
    writer.answer("2", "1")
    writer.vote("1", "2")
    job = bring_in(writer)
    assert {kind: count for kind, count in job.report.new.items() if count} == {
        "answer": 1,
        "vote": 1,
    }
    assert answer("2").helpful_count == 1


def test_two_sites_do_not_mix(app: Flask, writer: DumpWriter, tmp_path: Path) -> None:
    bring_in(writer)
    other = DumpWriter(tmp_path / "coffee.example.com")
    other.person("1", "Cem")
    other.question("1", Title="How do I grind coffee?")
    bring_in(other)
    slugs = db.session.execute(select(Product.slug).order_by(Product.id)).scalars().all()
    assert slugs == ["tea-meta-example-com", "coffee-example-com"]
    assert rows_of(Thread) == 2


def test_threads_go_to_the_product_that_was_named(
    app: Flask, cast: Cast, writer: DumpWriter
) -> None:
    bring_in(writer, product_slug="internet")
    assert thread("1").product_id == cast.product_id


def test_a_retired_product_is_refused_before_anything_is_written(
    app: Flask, cast: Cast, writer: DumpWriter
) -> None:
    with transaction():
        db.session.execute(update(Product).values(is_retired=True))
    with pytest.raises(RuleBroken, match=r"product\.retired"):
        bring_in(writer, product_slug="internet")


def test_a_run_that_dies_between_batches_goes_on_where_it_stopped(
    app: Flask, writer: DumpWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stackexchange, "STEPS_A_BATCH", 3)
    for number in range(10, 20):
        writer.question(str(number))
        writer.vote(str(number), str(number))
    job = stackexchange.prepare(writer.write())
    # people, then questions in threes, then votes
    begun = stackexchange.batches(job)
    for batch in begun[:3]:
        with transaction():
            stackexchange.bring_in(job, batch)
    with pytest.raises(KeyboardInterrupt), transaction():
        stop_after(stackexchange.bring_in, job, begun[3])
    assert rows_of(Thread) == 6
    bring_in(writer)
    assert (rows_of(Thread), rows_of(UnattributedVote)) == (11, 10)
    assert drift() == {}


def test_two_runs_at_once_bring_nothing_in_twice(app: Flask, writer: DumpWriter) -> None:
    first = stackexchange.prepare(writer.write())
    second = stackexchange.prepare(writer.folder)
    batches = stackexchange.batches(second)
    for batch in stackexchange.batches(first):
        with transaction():
            stackexchange.bring_in(first, batch)
    before = rows()
    with pytest.raises(Conflict, match=r"import\.running_already"), transaction():
        stackexchange.bring_in(second, batches[0])
    assert rows() == before


def test_what_is_refused_is_reported_and_the_rest_comes_in(app: Flask, writer: DumpWriter) -> None:
    writer.question("5", Tags="<a><b><c><d><e><f>")
    writer.answer("6", "5")
    writer.vote("1", "6")
    writer.comment("1", "5", Text=" \u200b ")
    job = bring_in(writer)
    assert job.report.new["question"] == 1
    assert job.report.left_out["question", "tags.too_many"] == 1
    assert job.report.left_out["answer", "import.post_not_here"] == 1
    assert job.report.left_out["vote", "import.post_not_here"] == 1
    assert job.report.left_out["comment", "import.post_not_here"] == 1
    assert drift() == {}


def test_nothing_is_written_when_the_last_file_is_malformed(app: Flask, writer: DumpWriter) -> None:
    before = rows()
    (writer.write() / "PostLinks.xml").write_text("<postlinks><row")
    with pytest.raises(PortalError, match=r"import\.file_malformed"):
        stackexchange.prepare(writer.folder)
    assert rows() == before


def test_a_thread_tells_where_it_comes_from_and_on_what_terms(
    app: Flask, cast: Cast, writer: DumpWriter, statements: list[str]
) -> None:
    writer.answer("2", "1")
    bring_in(writer)
    thread_id = local("thread", "1")
    statements.clear()
    origin = queries.source_of(thread_id)
    assert len(statements) == 1
    assert origin == queries.Origin(SITE, f"https://{SITE}/q/1", ("CC BY-SA 3.0", "CC BY-SA 4.0"))
    assert queries.source_of(thread_id + 1) is None
