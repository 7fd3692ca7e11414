"""What somebody has to do with ideas: proposed, voted for, spoken of, followed, begun to write."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.answers import queries as answers
from portal.kit.paging import Page
from portal.products import queries as products
from portal.threads import drafts, lists
from portal.threads.lists import Filters, ThreadCard
from portal.votes import budgets
from portal.votes import queries as votes
from portal.web import gates, inputs
from portal.web.community import blueprint
from portal.web.current import actor, draft_owners
from portal.web.fragments import page

SHOWN = ("posted", "voted", "spoken", "followed", "drafts")
_IDEAS = Filters(kind="idea")
_NONE: Page[ThreadCard] = Page(())
_PROPOSAL = "idea"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft, and where its form is."""

    words: str
    address: str
    saved_at: object
    of: ThreadCard | None


@blueprint.get("/me/ideas")
def my_ideas() -> Response:
    """Show somebody the ideas that they have to do with."""
    gates.signed_in()
    who, shown = actor(), request.args.get("show", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    is_list = shown != "drafts"
    cards = _cards(who, shown, request.args.get("cursor")) if is_list else _NONE
    left = budgets.of_products(who)
    offered = products.list_all() if left else ()
    return page(
        "community/my_ideas.html",
        shown=shown,
        choices=SHOWN,
        cards=cards,
        voted=votes.mine(who, [card.id for card in cards.items]),
        drafts=() if is_list else _drafts(who),
        budgets=[(each, left[each.id]) for each in offered if each.id in left],
    )


def _cards(who: Actor, shown: str, cursor: str | None) -> Page[ThreadCard]:
    if shown == "voted":
        return votes.voted(who, cursor=cursor)
    if shown == "spoken":
        return answers.spoken_of(who, cursor=cursor)
    if shown == "followed":
        return lists.followed(who, _IDEAS, cursor=cursor)
    return lists.mine(who, _IDEAS, cursor=cursor)


def _drafts(who: Actor) -> list[DraftLine]:
    """List the drafts of ideas and of what is said and changed in them."""
    unsent = drafts.unsent(draft_owners())
    numbers = {each.form: _number(each.form) for each in unsent}
    known = lists.cards(who, sorted({number for number in numbers.values() if number}))
    lines = []
    for each in unsent:
        of = known.get(numbers[each.form] or 0)
        if each.form == _PROPOSAL:
            lines.append(DraftLine(each.words, "/ideas/propose", each.saved_at, None))
        elif of is not None and of.kind == "idea":
            is_edit = each.form.startswith("edit-")
            address = f"/threads/{of.id}/edit" if is_edit else f"/ideas/{of.id}"
            lines.append(DraftLine(each.words, address, each.saved_at, of))
    return lines


def _number(form: str) -> int | None:
    """Give the number of the thread that a form is about, if it is about one."""
    what, _, number = form.partition("-")
    return inputs.as_id(number) if what in ("answer", "edit", "comment") else None
