"""Threads and answers for tests, made by the same actions that people use."""

from portal.accounts.actor import Actor
from portal.answers import actions as answers
from portal.kit.db import transaction
from portal.threads.actions import ThreadDraft
from portal.votes import actions as votes


def draft(
    product_id: int,
    *,
    kind: str = "question",
    title: str = "와이파이가 저녁마다 끊겨요",
    body: str = "공유기를 껐다 켜도 같아요.",
    lang: str = "ko",
    tags: tuple[str, ...] = (),
) -> ThreadDraft:
    """Write a draft."""
    return ThreadDraft(
        kind=kind, product_id=product_id, lang=lang, title=title, body_md=body, tags=tags
    )


def question(author: Actor, product_id: int, **fields: object) -> int:
    """Let somebody ask; gives the number."""
    with transaction():
        return votes.post_thread(author, draft(product_id, **fields))  # type: ignore[arg-type]


def idea(author: Actor, product_id: int, **fields: object) -> int:
    """Let somebody propose; gives the number."""
    values = {"kind": "idea", "title": "다크 모드를 지원해 주세요", "body": "밤에 눈이 부셔요."}
    return question(author, product_id, **(values | fields))


def answer(author: Actor, thread_id: int, body: str = "채널을 바꿔 보세요.") -> int:
    """Let somebody answer; gives the answer's id."""
    with transaction():
        return answers.post(author, thread_id, body_md=body)
