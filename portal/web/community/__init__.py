"""Everyone's door: lists, threads, search, the FAQ."""

from flask import Blueprint

blueprint = Blueprint("community", __name__)

from portal.web.community import (  # noqa: E402 - the views enter themselves in the blueprint
    answers,
    ask,
    changelog,
    converting,
    faq,
    feeds,
    home,
    ideas,
    instead,
    lists,
    machines,
    merging,
    mine,
    moderation,
    people,
    ranking,
    readings,
    roadmap,
    same,
    search,
    similar,
    threads,
    voters,
    votes,
)

__all__ = [
    "answers",
    "ask",
    "changelog",
    "converting",
    "faq",
    "feeds",
    "home",
    "ideas",
    "instead",
    "lists",
    "machines",
    "merging",
    "mine",
    "moderation",
    "people",
    "ranking",
    "readings",
    "roadmap",
    "same",
    "search",
    "similar",
    "threads",
    "voters",
    "votes",
]
