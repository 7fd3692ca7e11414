"""What is typed is data: never a part of a statement, and never a query that takes for ever."""

from urllib.parse import quote

import pytest

from tests.hostile.rows import all_rows, changed, counts, put_back
from tests.hostile.watch import FIELDS, FORM, LONGEST_WAIT_SECONDS, PARAMETERS, Body, forms, pages
from tests.make import threads as make
from tests.make.data import shared_lines

STAY = ("users", "role_grants", "threads", "answers", "comments", "events")
"""What no form takes away: it marks as hidden, withdrawn or retired."""
LONG_QUERIES = {
    "two thousand words": " ".join(f"환불{number} word{number}" for number in range(1_000)),
    "two thousand left out": " ".join(f"-환불{number}" for number in range(2_000)),
    "eight hundred NOT": "NOT " * 800 + "환불",
    "brackets": "(" * 5_000 + "환불" + ")" * 5_000,
    "quotation marks": '"환불" ' * 2_000,
    "wild cards": "?* *? a* *a " * 500,
    "one letter": "ㄱ" * 20_000,
    "fields and ranges": "title:환불 OR body:[a TO z]^9999 ~2 " * 500,
}


def injections() -> list[str]:
    """Give every string of the collection; those that sleep do so for longer than we wait."""
    seconds = str(int(LONGEST_WAIT_SECONDS * 1.5))
    texts = [line["payload"] for line in shared_lines("sqli/payloadbox_sqli.jsonl")]
    return list(dict.fromkeys(text.replace("__TIME__", seconds) for text in texts))


def test_every_string_in_every_parameter_of_a_page(routes, author, admin, watch):
    """Each request carries another string in each parameter; the pages share the strings."""
    before = all_rows()
    texts = injections()
    read = [route.path for route in pages(routes) if "/assets/" not in route.rule]
    searched = ((author, "/search"), (admin, "/admin/people"))
    for number in range(len(texts)):
        carried = {
            name: texts[(number + place * 7) % len(texts)] for place, name in enumerate(PARAMETERS)
        }
        query = "&".join(f"{name}={quote(text, safe='')}" for name, text in carried.items())
        for browser, path in (searched[number % 2], (admin, read[number % len(read)])):
            watch(browser, "GET", path, query_string=query)
    assert changed(before, all_rows()) == []


def test_every_string_in_an_address(client, watch):
    before = all_rows()
    for number, text in enumerate(injections()):
        watch(client, "GET", ("/tags/", "/people/")[number % 2] + quote(text, safe=""))
    assert changed(before, all_rows()) == []


def test_every_string_in_every_field_of_a_form(routes, admin, author, no_tokens, watch):
    """Each form is sent another string in each field; the forms share the strings."""
    before = all_rows()
    kept = counts(before)
    texts, names, all_forms = injections(), sorted(FIELDS), forms(routes)
    for turn, route in enumerate(all_forms):
        for number in range(turn, len(texts), len(all_forms)):
            fields = {
                name: texts[(number + place * 13) % len(texts)] for place, name in enumerate(names)
            }
            content = "&".join(f"{name}={quote(text, safe='')}" for name, text in fields.items())
            watch.send((author, admin)[number % 2], route.path, Body("SQL", FORM, content.encode()))
        after = counts(all_rows())
        assert {name: after[name] for name in STAY if after[name] < kept[name]} == {}, route.rule
        put_back(before)


@pytest.mark.parametrize("query", LONG_QUERIES.values(), ids=LONG_QUERIES)
def test_endless_query_is_answered_like_any_other(world, client, drain, watch, query):
    make.question(world.people["author"], 1, title="환불은 언제 되나요, 그리고 어떻게 하나요")
    drain()
    for path in ("/search", "/search?kind=question", "/similar", "/admin/people"):
        sign = "&" if "?" in path else "?"
        asked = f"{path}{sign}q={quote(query)}&title={quote(query)}"
        answer = watch(client, "GET", asked)
        # the longest line that our server takes would refuse it before we saw it
        assert answer.status_code in {200, 302, 303, 414}, path
