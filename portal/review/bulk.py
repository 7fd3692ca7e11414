"""Doing the same with many ideas at once: tried on each, and then done with all or with none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.accounts.actor import Actor
from portal.duplicates import actions as duplicates
from portal.duplicates import rules as merging
from portal.ideas import actions as ideas
from portal.ideas import planning
from portal.ideas.rules import Verdict
from portal.kit import site
from portal.kit.db import db
from portal.kit.errors import Conflict, NotFound, PortalError, RuleBroken
from portal.products import queries as products
from portal.review import policy, rules, worklist
from portal.review.worklist import WorkRow
from portal.threads import statuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Give each idea a status, with a text in its own language; see ``rules.VARIABLES``."""

    status: str
    body_ko: str = ""
    body_en: str = ""
    reason_code: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Let somebody answer for each; None for nobody."""

    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Expect:
    """Say when each is expected."""

    eta: str


@dataclass(frozen=True, slots=True)
class MergeInto:
    """Merge each into one idea."""

    target_id: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back what one decided about each in the last ten minutes."""


Act = Decide | HandOver | Expect | MergeInto | TakeBack


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of one idea: what was said with it, or why it cannot be."""

    row: WorkRow
    text: str = ""
    refusal: PortalError | None = None


def run(actor: Actor, thread_ids: Sequence[int], act: Act) -> tuple[Outcome, ...]:
    """Do it with each idea. Whoever opened the transaction keeps it only if nothing was refused.

    Gives: one outcome for each idea, in the order of their numbers.
    Raises: NotAllowed("idea.review"); RuleBroken("bulk.none" | "bulk.too_many" |
        "merge.too_many"); NotFound when one of them cannot be seen.
    Announces: what the acts do.
    Costs: 3 statements, and for each idea those of the act and 2 more.
    """
    policy.check(actor)
    ids = sorted(set(thread_ids))
    _check_number(ids, act)
    rows = worklist.by_ids(actor, ids)
    if len(rows) != len(ids):
        raise NotFound
    names = _names()
    return tuple(_try(actor, rows[number], act, names) for number in ids)


def is_whole(outcomes: Sequence[Outcome]) -> bool:
    """Tell whether nothing was refused."""
    return all(each.refusal is None for each in outcomes)


def _check_number(ids: Sequence[int], act: Act) -> None:
    if not ids:
        raise RuleBroken("bulk.none")
    if len(ids) > rules.AT_ONCE_MAX:
        raise RuleBroken("bulk.too_many", most=rules.AT_ONCE_MAX)
    if isinstance(act, MergeInto):
        merging.check_sources(ids)


def _try(actor: Actor, row: WorkRow, act: Act, names: Mapping[str, str]) -> Outcome:
    """Do it in a savepoint, so that a refusal of one leaves the others as they are."""
    said = ""
    try:
        with db.session.begin_nested():
            if isinstance(act, Decide):
                said = _text(row, act, names)
            _do(actor, row, act, said)
    except PortalError as refusal:
        return Outcome(row, said, refusal)
    return Outcome(row, said)


def _do(actor: Actor, row: WorkRow, act: Act, said: str) -> None:
    match act:
        case Decide():
            verdict = Verdict(
                status=act.status, note_md=said, reason_code=act.reason_code, link=act.link
            )
            ideas.decide(actor, row.id, verdict)
        case HandOver():
            planning.hand_over(actor, row.id, act.owner_id)
        case Expect():
            planning.expect(actor, row.id, act.eta)
        case MergeInto():
            duplicates.apply(actor, row.id, act.target_id, across_languages=True)
        case TakeBack():
            ideas.take_back(actor, row.id)


def _text(row: WorkRow, act: Decide, names: Mapping[str, str]) -> str:
    """Write what one idea's voters read, in its language.

    Raises: Conflict("template.unresolved") for a variable that is not known of this idea.
    """
    body = act.body_ko if row.lang == "ko" else act.body_en
    values = variables(row, act.status, names)
    unknown = rules.unresolved(body, values)
    if unknown:
        raise Conflict("template.unresolved", name=unknown[0])
    return rules.fill(body, values)


def variables(row: WorkRow, status: str, names: Mapping[str, str]) -> dict[str, str]:
    """Give what a template may say of an idea; what is not known of it is not there."""
    after = statuses.catalogue().get(status)
    known: dict[str, str | None] = {
        "title": row.title,
        "votes": str(row.votes),
        "status": after.label(row.lang) if after else None,
        "eta": row.eta,
        "product": names.get(f"{row.product_slug}/{row.lang}"),
        "site": site.current().name,
    }
    return {name: value for name, value in known.items() if value}


def _names() -> dict[str, str]:
    return {
        f"{product.slug}/{lang}": product.name(lang)
        for product in products.list_all()
        for lang in ("ko", "en")
    }
