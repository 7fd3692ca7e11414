"""Who votes for a thread hears what becomes of it; who takes the vote back, no more."""

from portal.accounts.actor import Actor
from portal.kit.events import Fact
from portal.threads import actions as threads
from portal.votes import queries
from portal.votes.events import VoteCast, VoteWithdrawn


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
    else:
        threads.unfollow(voter, event.thread_id, origin="vote")
