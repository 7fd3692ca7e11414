"""The same with many ideas at once: choose, see what would become of each, and then do it."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.ideas.rules import REASONS
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError, RuleBroken
from portal.review import bulk, queries, rules, worklist
from portal.review.bulk import Act, Decide, Expect, HandOver, MergeInto, Outcome, TakeBack
from portal.threads import statuses
from portal.web import errors, inputs, paths
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.product import blueprint
from portal.web.sentences import sentence

_ACTS = ("status", "owner", "eta", "merge")
_FIELDS = ("act", "status", "reason_code", "link", "body_ko", "body_en", "owner", "eta", "target")


class _Undone(Exception):
    """Carries what was tried out of its transaction, which is let go."""

    def __init__(self, outcomes: tuple[Outcome, ...]) -> None:
        self.outcomes = outcomes


@blueprint.get("/together")
def together() -> Response:
    """Show the ideas that were chosen, and what can be done with all of them."""
    return _show(request.args)


@blueprint.post("/together")
def do_together() -> Response:
    """Try it on each idea, and show what would come of it; or do it, with all or with none."""
    typed = request.form
    try:
        act = _act(typed)
        outcomes, is_done = _run(act, typed, keeps=typed.get("step") == "do")
    except NotFound:
        raise
    except PortalError as refused:
        return _show(typed, refused=refused)
    if not is_done:
        return _show(typed, outcomes=outcomes, was_meant=typed.get("step") == "do")
    number = len(outcomes)
    flash(ngettext("Done with %(num)s idea.", "Done with %(num)s ideas.", number), "success")
    if isinstance(act, Decide):
        chosen = "&".join(f"idea={each.row.id}" for each in outcomes)
        return see(f"/pm/together/done?{chosen}")
    return see(paths.came_from("/pm"))


@blueprint.get("/together/done")
def done_together() -> Response:
    """Show what was decided, with the way back as long as nobody was mailed."""
    rows = worklist.by_ids(actor(), _ids(request.args))
    return page("product/together_done.html", rows=list(rows.values()))


@blueprint.post("/together/undo")
def undo_together() -> Response:
    """Take back what was decided about these ideas in the last ten minutes."""
    outcomes, is_done = _run(TakeBack(), request.form, keeps=True)
    if not is_done:
        refusal = next(each.refusal for each in outcomes if each.refusal)
        raise refusal
    flash(_("Taken back. The voters are not mailed about it."), "success")
    return see("/pm")


def _run(
    act: Act, typed: "MultiDict[str, str]", *, keeps: bool
) -> tuple[tuple[Outcome, ...], bool]:
    """Do it, and keep it only when it is meant and nothing was refused."""
    try:
        with transaction():
            outcomes = bulk.run(actor(), _ids(typed), act)
            _let_go_unless(outcomes, keeps=keeps and bulk.is_whole(outcomes))
    except _Undone as undone:
        return undone.outcomes, False
    return outcomes, True


def _let_go_unless(outcomes: tuple[Outcome, ...], *, keeps: bool) -> None:
    if not keeps:
        raise _Undone(outcomes)


def _ids(typed: "MultiDict[str, str]") -> list[int]:
    numbers = (inputs.as_id(value) for value in typed.getlist("idea")[: rules.AT_ONCE_MAX + 1])
    return [number for number in numbers if number is not None]


def _act(typed: "MultiDict[str, str]") -> Act:
    """Read what is to be done.

    Raises: RuleBroken("bulk.act" | "bulk.owner" | "bulk.target" | "idea.status").
    """
    readers: dict[str, Callable[[MultiDict[str, str]], Act]] = {
        "status": _decide,
        "owner": _hand_over,
        "eta": lambda form: Expect(form.get("eta", "")),
        "merge": _merge,
    }
    read = readers.get(typed.get("act", ""))
    if read is None:
        raise RuleBroken("bulk.act", field="act")
    return read(typed)


def _decide(typed: "MultiDict[str, str]") -> Act:
    if not typed.get("status"):
        raise RuleBroken("idea.status", field="status")
    return Decide(
        status=typed["status"],
        body_ko=typed.get("body_ko", ""),
        body_en=typed.get("body_en", ""),
        reason_code=typed.get("reason_code") or None,
        link=typed.get("link", ""),
    )


def _hand_over(typed: "MultiDict[str, str]") -> Act:
    handle = typed.get("owner", "").strip().removeprefix("@").lower()
    if not handle:
        return HandOver(None)
    try:
        return HandOver(accounts.get_id(handle))
    except NotFound as unknown:
        raise RuleBroken("bulk.owner", field="owner") from unknown


def _merge(typed: "MultiDict[str, str]") -> Act:
    target = inputs.as_id(typed.get("target", "").strip().removeprefix("#"))
    if target is None:
        raise RuleBroken("bulk.target", field="target")
    return MergeInto(target)


def _show(
    typed: "MultiDict[str, str]",
    *,
    outcomes: tuple[Outcome, ...] = (),
    was_meant: bool = False,
    refused: PortalError | None = None,
) -> Response:
    who = actor()
    ids = _ids(typed)
    known: dict[str, Any] = {name: typed.get(name, "") for name in _FIELDS}
    template = inputs.as_id(typed.get("template", ""))
    if template is not None:
        chosen = queries.template(who, template)
        known |= {"body_ko": chosen.body_ko, "body_en": chosen.body_en, "act": "status"}
        known["status"] = chosen.status or known["status"]
    refusals = [each for each in outcomes if each.refusal]
    status = 409 if was_meant and refusals else errors.status_of(refused) if refused else 200
    return page(
        "product/together.html",
        status=status,
        ids=ids,
        rows=list(worklist.by_ids(who, ids[: rules.AT_ONCE_MAX]).values()),
        typed=known,
        acts=_ACTS,
        templates=queries.templates(who),
        statuses=[one for one in statuses.catalogue().values() if one.is_active],
        reasons=REASONS,
        outcomes=outcomes,
        refusals=len(refusals),
        refusal=sentence(refused) if refused else "",
        tell=sentence,
        most=rules.AT_ONCE_MAX,
    )
