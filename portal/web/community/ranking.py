"""How lists are ordered: the formulas, and what they say of one idea."""

from datetime import timedelta

from werkzeug.wrappers import Response

from portal.kit import clock
from portal.kit.errors import NotFound
from portal.review import formulas
from portal.threads import lists, ranking
from portal.threads import queries as threads
from portal.votes import queries as votes
from portal.web import kept
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page


@blueprint.get("/about/ranking")
def about_ranking() -> Response:
    """Tell how lists are ordered, with the formulas and the numbers in them as they are used."""
    kept.keepable()
    return page("community/about_ranking.html", ranking=ranking, formulas=formulas)


@blueprint.get("/ideas/<int:thread_id>/why")
def idea_why(thread_id: int) -> Response:
    """Tell why an idea stands where it stands, with its own numbers."""
    kept.keepable()
    thread = threads.get(actor(), thread_id)
    if thread.kind != "idea":
        raise NotFound("thread.not_found")
    now = clock.now()
    return page(
        "community/idea/why.html",
        thread=thread,
        place=lists.place_in_hot(thread),
        ages=votes.ages(thread_id),
        # heat fades with everybody's, so it is told as it is now: votes as if all were cast today
        heat=2.0 ** (thread.hot_key - ranking.heat_of(now)) if thread.vote_count else 0.0,
        periods=[votes.recent(thread_id, days=days) for days in votes.PERIODS_DAYS],
        waiting=formulas.waiting(thread.vote_count, max(now - thread.posted_at, timedelta())),
        ranking=ranking,
    )
