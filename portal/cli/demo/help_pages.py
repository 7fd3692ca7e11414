"""How articles of the help centre come about, as acts: proposed, written, checked, read."""

from collections.abc import Iterator
from functools import partial

from portal.accounts.roles import Role
from portal.cli.demo import pace
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Article, Story, Thread

_LATE_READERS = 0.6
_ENGLISH_SHARE = 0.25


def acts(article: Article, story: Story) -> Iterator[Act]:
    """Give the life of an article, in one language or both."""
    took = _time_taken(article, story)
    yield from _beginning(article, story, took)
    yield from _writing(article, "ko", article.days_ago, took)
    yield from _reading(article, "ko", article.days_ago)
    if "en" in article.texts:
        yield from _translation(article)
    if article.state == "retired":
        yield Act(article.retired_days_ago, partial(Stage.retire, article=article, lang="ko"))


def _time_taken(article: Article, story: Story) -> float:
    """Tell how many days an article took: not longer than its first source has been answered."""
    wanted = pace.dice(article.key, "written").uniform(4.0, 9.0)
    if not article.sources:
        return wanted
    source = _source(story, article.sources[0])
    answered = source.hours_in(min(answer.hours_after for answer in source.answers))
    return min(wanted, (answered - article.days_ago) * 0.8)


def _beginning(article: Article, story: Story, took: float) -> Iterator[Act]:
    started = article.days_ago + took * 0.8
    if not article.sources:
        yield Act(started, partial(Stage.start_article, article=article, lang="ko"))
        return
    first, *others = article.sources
    proposed = partial(Stage.nominate, who=_editor(article, story), source=first)
    yield Act(article.days_ago + took, proposed)
    yield Act(started, partial(Stage.grow_article, article=article, lang="ko"))
    for key in others:
        posted = _source(story, key).days_ago
        linked = min(started - took * 0.1, article.days_ago + (posted - article.days_ago) * 0.5)
        yield Act(linked, partial(Stage.link_source, article=article, source=key))


def _writing(article: Article, lang: str, done: float, took: float) -> Iterator[Act]:
    """Give the way of a text from the first word to the readers, as far as it has come."""
    steps = [(0.45, Stage.write), (0.4, Stage.submit), (0.05, Stage.approve), (0.0, Stage.publish)]
    if article.state == "draft":
        steps = [(0.0, Stage.write)]
    elif article.state == "in_review":
        steps = [(0.1, Stage.write), (0.0, Stage.submit)]
    for share, step in steps:
        yield Act(done + took * share, partial(step, article=article, lang=lang))


def _translation(article: Article) -> Iterator[Act]:
    """Give the English text, a few days behind the Korean one."""
    lag = min(pace.dice(article.key, "en").uniform(0.5, 3.0), article.days_ago * 0.5)
    yield Act(article.days_ago - lag * 0.1, partial(Stage.translate, article=article))
    yield from _writing(article, "en", article.days_ago - lag, lag * 0.8)
    yield from _reading(article, "en", article.days_ago - lag)


def _reading(article: Article, lang: str, published: float) -> Iterator[Act]:
    """Let readers say whether an article helped; those of both languages add up to the story's."""
    rolled = pace.dice(article.key, lang, "readers")
    values = [1] * _of_lang(article, article.helpful, lang)
    values += [-1] * _of_lang(article, article.unhelpful, lang)
    for number, value in enumerate(values):
        span = published - article.retired_days_ago
        after = pace.delay(rolled, span, late_share=_LATE_READERS)
        reader = f"{article.key}:{lang}:{number}"
        say = partial(Stage.read, article=article, lang=lang, reader=reader, value=value)
        yield Act(published - after, say)


def unhelped(article: Article, number: int) -> str:
    """Name one of those who read an article in Korean and whom it did not help."""
    return f"{article.key}:ko:{_of_lang(article, article.helpful, 'ko') + number}"


def _of_lang(article: Article, count: int, lang: str) -> int:
    english = int(count * _ENGLISH_SHARE) if "en" in article.texts else 0
    return english if lang == "en" else count - english


def _editor(article: Article, story: Story) -> str:
    """Choose who proposed the thread: the editor who approves the text, or else another one."""
    editors = [person.key for person in story.people if Role.EDITOR in person.roles]
    return article.approver if article.approver in editors else editors[0]


def _source(story: Story, key: str) -> Thread:
    return next(thread for thread in story.threads if thread.key == key)
