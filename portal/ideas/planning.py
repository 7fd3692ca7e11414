"""Who answers for an idea, and until when it is expected."""

from portal.accounts import queries as accounts
from portal.accounts.actor import Actor
from portal.ideas import plans, policy, rules
from portal.ideas.events import IdeaPlanned
from portal.kit import text
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads import queries as thread_queries
from portal.threads.queries import ThreadView


def hand_over(actor: Actor, thread_id: int, owner_id: int | None) -> None:
    """Say who answers for an idea; None for nobody.

    Raises: NotFound; NotAllowed("idea.set_status" | "idea.owner") for an owner who does not plan
        ideas of this product; Conflict for a question.
    Announces: IdeaPlanned.
    Costs: at most 7 statements.
    """
    thread = _planned(actor, thread_id)
    if owner_id is not None:
        owner = accounts.get_actor(owner_id)
        if not policy.can_plan(owner, thread.product_id):
            raise NotAllowed("idea.owner")
    plans.put(thread_id, owner_id=owner_id)
    announce(IdeaPlanned(actor_id=actor.id, thread_id=thread_id, what="owner"))


def expect(actor: Actor, thread_id: int, eta: str) -> None:
    """Say when an idea is expected: a quarter, "2027-Q1", or a few words; empty for not known.

    Raises: NotFound; NotAllowed("idea.set_status"); RuleBroken("idea.eta_too_long"); Conflict for
        a question.
    Announces: IdeaPlanned.
    Costs: at most 5 statements.
    """
    _planned(actor, thread_id)
    eta = text.one_line(eta)
    rules.check_eta(eta)
    plans.put(thread_id, eta=eta or None)
    announce(IdeaPlanned(actor_id=actor.id, thread_id=thread_id, what="eta"))


def _planned(actor: Actor, thread_id: int) -> ThreadView:
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_plan(actor, thread.product_id):
        raise NotAllowed("idea.set_status")
    if thread.kind != "idea":
        raise Conflict("idea.not_an_idea")
    return thread
