"""Articles for tests, made by the same actions that people use."""

from portal.accounts.actor import Actor
from portal.faq import actions, candidates, workbench
from portal.faq.candidates import Candidate
from portal.faq.rules import ArticleText
from portal.kit.db import transaction

TEXT = ArticleText(
    "와이파이가 저녁에만 끊길 때",
    "공유기의 채널을 바꾸면 대부분 나아져요.",
    "## 채널 바꾸기\n\n1. 공유기 설정을 엽니다.\n2. **채널**을 바꿉니다.",
)


def started(writer: Actor, product_id: int, *, lang: str = "ko", text: ArticleText = TEXT) -> int:
    """Let somebody begin an article from scratch and save its text; gives the version's id."""
    with transaction():
        version_id = actions.start_article(
            writer, product_id=product_id, lang=lang, title=text.title
        )
        actions.save_draft(writer, version_id, text, seen_version=1)
    return version_id


def grown(writer: Actor, editor: Actor, thread_id: int, *, lang: str = "ko") -> int:
    """Let an editor nominate a thread and a writer begin an article from it."""
    with transaction():
        nomination_id = actions.nominate(editor, thread_id)
    with transaction():
        return actions.start_draft(writer, nomination_id, lang=lang)


def seen(who: Actor, version_id: int) -> int:
    """Give the edit version of the draft that somebody reads now."""
    draft = workbench.get(who, version_id).draft
    assert draft is not None
    return draft.edit_version


def written(writer: Actor, version_id: int, text: ArticleText = TEXT) -> None:
    """Let a writer save a text and submit it."""
    with transaction():
        actions.save_draft(writer, version_id, text, seen_version=seen(writer, version_id))
        actions.submit(writer, version_id)


def decided(editor: Actor, version_id: int) -> None:
    """Let somebody approve and publish what is in review."""
    with transaction():
        actions.approve(editor, version_id, seen_version=seen(editor, version_id))
        actions.publish(editor, version_id)


def published(
    writer: Actor,
    editor: Actor,
    product_id: int,
    *,
    lang: str = "ko",
    text: ArticleText = TEXT,
) -> int:
    """Bring an article from scratch before the readers; gives the version's id."""
    version_id = started(writer, product_id, lang=lang, text=text)
    with transaction():
        actions.submit(writer, version_id)
    decided(editor, version_id)
    return version_id


def proposed(who: Actor) -> tuple[Candidate, ...]:
    """Give what is proposed, the heaviest first."""
    return candidates.browse(who, state="open", product_id=None).items
