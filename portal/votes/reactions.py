"""Who votes for a thread hears what becomes of it; who takes the vote back, no more.

What comes after a vote may show that it was made up, so each vote has its neighbours looked at.
"""

from portal.accounts.actor import Actor
from portal.kit.events import Fact
from portal.threads import actions as threads
from portal.votes import judging, queries
from portal.votes.events import (
    VoteCast,
    VoteCastForSomebody,
    VoteForSomebodyAnswered,
    VoteWithdrawn,
)


def on_vote_changed(fact: Fact) -> None:
    """Bring the following of a voter in line with the vote as it stands now.

    Facts may arrive twice or out of order, so it asks the rows and not the fact.
    """
    event = fact.event
    if not isinstance(event, VoteCast | VoteWithdrawn):
        return
    voter = Actor(id=event.actor_id)
    if queries.mine(voter, [event.thread_id]):
        threads.follow(voter, event.thread_id, level="status", origin="vote")
    # what was converted is followed by who voted for what it was
    elif not queries.is_set_aside(voter, event.thread_id):
        threads.unfollow(voter, event.thread_id, origins=("vote", "behalf"))


def on_vote_for_somebody(fact: Fact) -> None:
    """Let a person hear what becomes of what the team noted for them, until they take it back."""
    event = fact.event
    if not isinstance(event, VoteCastForSomebody | VoteForSomebodyAnswered):
        return
    noted = isinstance(event, VoteCastForSomebody)
    voter = Actor(id=event.person_id if isinstance(event, VoteCastForSomebody) else event.actor_id)
    if not queries.mine(voter, [event.thread_id]):
        threads.unfollow(voter, event.thread_id, origins=("behalf",))
    elif noted:
        threads.follow(voter, event.thread_id, level="status", origin="behalf")


def on_vote_cast(fact: Fact) -> None:
    """Look again at the votes that came from the same network a little earlier."""
    event = fact.event
    if isinstance(event, VoteCast) and event.actor_id is not None:
        judging.look_again(event.thread_id, event.actor_id)
