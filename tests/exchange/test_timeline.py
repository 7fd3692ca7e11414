from pathlib import Path

import pytest

from portal.exchange import dump, timeline
from portal.exchange.report import Report
from tests.make.dumps import SITE, DumpWriter


@pytest.fixture
def writer(tmp_path: Path) -> DumpWriter:
    writer = DumpWriter(tmp_path / SITE)
    writer.person("1", "Ann")
    writer.question("1")
    return writer


def steps_of(writer: DumpWriter) -> tuple[list[str], Report]:
    report = Report()
    plan = timeline.lay_out(dump.read(writer.write()), report)
    return [f"{step.kind} {step.source_id}" for step in plan.steps], report


def test_things_stand_in_the_order_in_which_they_happened(writer: DumpWriter) -> None:
    writer.question("5", CreationDate="2011-01-01T00:00:00")
    writer.answer("2", "1", CreationDate="2013-01-01T00:00:00")
    writer.comment("9", "2", CreationDate="2014-01-01T00:00:00")
    writer.comment("3", "1", CreationDate="2012-06-01T00:00:00")
    steps, _ = steps_of(writer)
    assert steps == ["question 5", "question 1", "comment 3", "answer 2", "comment 9"]


def test_nothing_stands_before_what_it_needs_though_the_clocks_say_so(writer: DumpWriter) -> None:
    writer.answer("2", "1", CreationDate="2010-01-01T00:00:00")
    writer.comment("3", "2", CreationDate="2009-01-01T00:00:00")
    writer.rows["Posts.xml"][0]["AcceptedAnswerId"] = "2"
    steps, _ = steps_of(writer)
    assert steps == ["question 1", "answer 2", "comment 3", "accepted 1"]


def test_a_thread_is_closed_and_linked_when_all_is_said_in_it(writer: DumpWriter) -> None:
    writer.question("5", ClosedDate="2012-04-01T00:00:00")
    writer.answer("6", "5", CreationDate="2013-01-01T00:00:00")
    writer.link("1", "5", "1", at="2012-04-01T00:00:00")
    steps, _ = steps_of(writer)
    assert steps == ["question 1", "question 5", "answer 6", "closed 5", "duplicate 5"]


def test_the_day_of_an_acceptance_is_known_and_never_before_its_answer(writer: DumpWriter) -> None:
    writer.rows["Posts.xml"][0]["AcceptedAnswerId"] = "2"
    writer.answer("2", "1", CreationDate="2012-03-02T10:00:00")
    writer.vote("1", "2", "1", at="2012-03-02")
    plan = timeline.lay_out(dump.read(writer.write()), Report())
    accepted = plan.steps[-1]
    assert (accepted.kind, accepted.at.isoformat()) == ("accepted", "2012-03-02T10:00:00+00:00")


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("status-completed", "delivered"),
        ("status-declined", "declined"),
        ("status-bydesign", "declined"),
        ("status-norepro", "declined"),
        ("status-planned", "planned"),
        ("status-review", "under_review"),
        ("status-deferred", "archived"),
        ("status-review><status-completed", "delivered"),
        ("status-reproduced", None),
    ],
)
def test_tags_tell_what_became_of_an_idea(
    writer: DumpWriter, tags: str, status: str | None
) -> None:
    writer.question("5", Tags=f"<feature-request><{tags}>")
    post = dump.read(writer.write()).posts["5"]
    said = timeline.status_of(post)
    assert (said[0] if said else None) == status
    steps, _ = steps_of(writer)
    assert ("status 5" in steps) == (status is not None)


def test_a_status_on_a_question_is_only_a_tag(writer: DumpWriter) -> None:
    writer.question("5", Tags="<bug><status-completed>")
    assert "status 5" not in steps_of(writer)[0]


def test_what_is_left_out_is_counted_with_its_reason(writer: DumpWriter) -> None:
    writer.answer("2", "99")
    writer.answer("3", "1")
    writer.post("4", "5")
    writer.rows["Posts.xml"][0]["AcceptedAnswerId"] = "77"
    writer.comment("1", "99")
    writer.comment("2", "4")
    writer.vote("1", "99")
    writer.vote("2", "4")
    writer.vote("3", "1", "3")
    writer.vote("4", "3", "3")
    writer.vote("5", "3", "10")
    writer.vote("6", "3", "1")
    writer.vote("7", "2")
    writer.link("1", "1", "3")
    writer.link("2", "1", "99")
    writer.link("3", "1", "1", link_type="1")
    _, report = steps_of(writer)
    assert dict(report.left_out) == {
        ("answer", "question_missing"): 1,
        ("post", "of_other_type"): 1,
        ("accepted", "answer_missing"): 1,
        ("comment", "post_missing"): 1,
        ("comment", "post_of_other_type"): 1,
        ("vote", "post_missing"): 1,
        ("vote", "post_of_other_type"): 2,
        ("vote", "against_thread"): 1,
        ("vote", "of_other_kind"): 1,
        ("vote", "kept_as_acceptance"): 1,
        ("duplicate", "thread_missing"): 2,
        ("link", "no_duplicate"): 1,
    }
    assert report.read["vote"] == 7
