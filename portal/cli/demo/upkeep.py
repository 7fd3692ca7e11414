"""How the help is kept true, as acts: sorted, confirmed or doubted, explained, changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from portal.accounts.actor import NOBODY
from portal.cli.demo import help_pages, upkeep_story
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Article, Story
from portal.cli.demo.upkeep_story import Change, ReviewDate, Topic, Why, Word
from portal.faq import actions as faq
from portal.faq import helpfulness, topics, upkeep, workbench
from portal.faq.helpfulness import Voter
from portal.kit import clock
from portal.kit.secrets import token_hash

_SORTED_DAYS_AGO = 0.9
_EXPLAINED_DAYS_AGO = 0.0005
_DECIDED_AFTER_DAYS = 0.3


def acts(story: Story) -> Iterator[Act]:
    """Give what is done for articles that readers see."""
    care = upkeep_story.load()
    articles = {article.key: article for article in story.articles}
    for topic in care.topics:
        yield Act(_SORTED_DAYS_AGO, partial(_sort, topic=topic))
    for word in care.words:
        yield Act(word.days_ago, partial(_say, word=word))
    for date in care.dates:
        yield Act(date.days_ago, partial(_set_date, date=date))
    told = Counter[str]()
    for why in care.whys:
        number, article = told[why.article], articles[why.article]
        explain = partial(_explain, article=article, why=why, number=number)
        yield Act(_EXPLAINED_DAYS_AGO, explain)
        told[why.article] += 1
    for change in care.changes:
        article, written = articles[change.article], change.days_ago + _DECIDED_AFTER_DAYS
        yield Act(written, partial(_change, article=article, change=change))
        yield Act(change.days_ago, partial(Stage.approve, article=article, lang="ko"))
        yield Act(change.days_ago, partial(Stage.publish, article=article, lang="ko"))


def _sort(stage: Stage, topic: Topic) -> None:
    """Add a topic, and put its articles under it."""
    who, product_id = stage.people[topic.by], stage.products[topic.product]
    names = {"name_ko": topic.name_ko, "name_en": topic.name_en}
    topic_id = topics.add(who, product_id, **names)
    for key in topic.articles:
        topics.choose(who, stage.versions[key, "ko"], topic_id)


def _say(stage: Stage, word: Word) -> None:
    """Let one of the staff confirm or doubt an article."""
    who, version_id = stage.people[word.by], stage.versions[word.article, "ko"]
    if word.says == "doubt":
        upkeep.doubt(who, version_id)
    else:
        occasion = "reuse" if word.says == "used" else "review"
        upkeep.confirm(who, version_id, occasion=occasion)


def _set_date(stage: Stage, date: ReviewDate) -> None:
    """Choose by when an article is looked at again."""
    review_by = clock.now() + timedelta(days=date.within_days)
    upkeep.set_review_by(stage.people[date.by], stage.versions[date.article, "ko"], review_by)


def _explain(stage: Stage, article: Article, why: Why, number: int) -> None:
    """Let one of those whom an article did not help say why."""
    reader = help_pages.unhelped(article, number)
    voter = Voter(f"browser:{token_hash(reader)}")
    version_id = stage.versions[article.key, "ko"]
    helpfulness.say_why(NOBODY, version_id, reason=why.reason, note=why.note, voter=voter)


def _change(stage: Stage, article: Article, change: Change) -> None:
    """Write a new text for a published article, and hand it in."""
    writer, version_id = stage.people[article.writer], stage.versions[article.key, "ko"]
    faq.revise(writer, version_id)
    work = workbench.get(writer, version_id)
    longer = replace(work.text, body_md=f"{work.text.body_md}\n\n{change.adds}")
    faq.save_draft(writer, version_id, longer, seen_version=1)
    faq.describe_change(
        writer, version_id, significance=change.significance, note=change.change_note
    )
    faq.submit(writer, version_id)
