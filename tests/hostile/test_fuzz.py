"""Whatever is sent to whatever address, the answer is one of ours and never an accident."""

import base64
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.hostile.rows import all_rows, changed, put_back
from tests.hostile.watch import FORM, LONG, PARAMETERS, Body, forms, pages, raw_form
from tests.make.data import shared_lines

MULTIPART = "multipart/form-data; boundary=XX"
AWKWARD = (
    "\0",
    "a\0b",
    "\ud800",
    "a\udfffb" * 50,
    "\ufeff\u202e\u2066",
    "\u3164" * 40,
    "-1",
    "0",
    "1e3",
    "１",
    "1_0",
    "9" * 19,
    "9" * 400,
    "9" * 5_000,
    "가" * 30_000,
    ">" * 10_000,
    "[" * 10_000,
    "- " * 5_000,
    "a\u0301" * 5_000,
    "\r\nSet-Cookie: a=b",
    "%00%ff",
    "{{7*7}}${7*7}<%= 7 %>",
    "../../../../etc/passwd",
)


def part(name: bytes, value: bytes) -> bytes:
    return b'--XX\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"


def bodies() -> Iterator[Body]:
    for line in shared_lines("encodings/bodies.jsonl"):
        yield Body(line["name"], line["content_type"], base64.b64decode(line["body_b64"]))

    file = b'; filename="a.txt"'
    yield Body(
        "file for text", MULTIPART, part(b"title", b"x").replace(b'"title"', b'"title"' + file)
    )


def large_bodies() -> Iterator[Body]:
    yield Body("1 MB title", FORM, b"title=" + b"a" * 1_000_000)
    yield Body("20,000 fields", FORM, b"&".join(b"f%d=1" % n for n in range(20_000)))
    yield Body("deep JSON", "application/json", b"[" * 100_000 + b"]" * 100_000)
    yield Body("5,000 parts", MULTIPART, part(b"f", b"1") * 5_000 + b"--XX--\r\n")
    yield Body("1 MB of CR", MULTIPART, part(b"title", b"\r" * 1_000_000) + b"--XX--\r\n")
    yield Body("near boundaries", MULTIPART, part(b"title", b"\r\n--X" * 200_000) + b"--XX--\r\n")
    header = b"--XX\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\na\r\n--XX--\r\n"
    yield Body("1 MB header", MULTIPART, header)


# ── Bodies ──


# how Werkzeug leaves a file whose form breaks off in the middle
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_malformed_bodies_are_refused_or_read(routes, author, admin, no_tokens, watch):
    before = all_rows()
    malformed = list(bodies())
    for route in forms(routes):
        for number, body in enumerate(malformed):
            watch.send((author, admin)[number % 2], route.path, body)
        put_back(before)


def test_large_bodies_are_refused_quickly_and_change_nothing(routes, admin, no_tokens, watch):
    chosen = {"community.ask_post", "community.answer_post", "account.profile_post"}
    before = all_rows()
    for route in (route for route in routes if route.endpoint in chosen):
        for body in large_bodies():
            answer = watch.send(admin, route.path, body)
            assert 400 <= answer.status_code < 500, (route.rule, body.name)
    assert changed(before, all_rows()) == []


def test_more_than_two_megabytes_is_413_on_every_form(routes, admin, no_tokens, watch):
    before = all_rows()
    body = Body("2 MB", FORM, b"body=" + b"a" * (2 * 1024 * 1024))
    for route in forms(routes):
        assert watch.send(admin, route.path, body).status_code == 413, route.rule
    assert changed(before, all_rows()) == []


def test_awkward_values_in_every_field_of_every_form(routes, author, admin, no_tokens, watch):
    before = all_rows()
    for turn, route in enumerate(forms(routes)):
        for number, value in enumerate(AWKWARD):
            if len(value) >= LONG and (turn + number) % 3:
                continue  # they cost a second each
            body = Body(repr(value[:20]), FORM, raw_form(value))
            watch.send((author, admin)[number % 2], route.path, body)
        put_back(before)


# ── Addresses ──


def test_malformed_queries_on_every_page(routes, author, watch):
    queries = [line["query"] for line in shared_lines("encodings/queries.jsonl")]
    queries += ["product=" + "9" * 5_000, "days=" + "9" * 5_000, "value=" + "9" * 30]
    before = all_rows()
    for route in pages(routes):
        for query in queries:
            raw = quote(query, safe="%=&;/[]()*?!'\"~:@,+$-_.")
            watch(author, "GET", route.path, query_string=raw)
    assert changed(before, all_rows()) == []


def test_awkward_values_in_every_parameter_of_every_page(routes, admin, watch):
    before = all_rows()
    for route in pages(routes):
        for value in AWKWARD:
            # no server takes a longer line: 8,190 bytes
            cut = quote(value[:60].encode("utf-8", "surrogatepass"), safe="")
            raw = "&".join(f"{name}={cut}" for name in PARAMETERS)
            watch(admin, "GET", route.path, query_string=raw)
    assert changed(before, all_rows()) == []


def test_awkward_values_in_every_place_of_an_address(app, routes, admin, no_tokens, watch):
    before = all_rows()
    for rule in [rule for rule in app.url_map.iter_rules() if rule.arguments]:
        for value in AWKWARD:
            word = quote(value[:800].encode("utf-8", "surrogatepass"), safe="")
            path = "".join(word if piece.startswith("<") else piece for piece in pieces(rule.rule))
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                watch(admin, method, path)
        put_back(before)


def pieces(rule: str) -> list[str]:
    return rule.replace("<", "\n<").replace(">", ">\n").split("\n")


# ── Methods, hosts and secrets ──


def test_every_other_method_is_405_and_says_which_are_allowed(routes, admin, no_tokens, watch):
    before = all_rows()
    by_path: dict[str, set[str]] = {}
    for route in routes:
        by_path.setdefault(route.path, set()).update(route.methods)
    for path, methods in by_path.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - methods:
            answer = watch(admin, method, path)
            assert answer.status_code == 405, (method, path)
            assert methods <= {m.strip() for m in answer.headers["Allow"].split(",")}
    assert changed(before, all_rows()) == []


def test_addresses_where_other_systems_keep_their_secrets_hold_nothing(app, client, watch):
    for path in (
        *("/.git/config", "/.env", "/static/", "/static/../config.py", "/console", "/assets/"),
        *("/assets/x/../../config.py", "/assets/x/%2e%2e/%2e%2e/config.py", "/__debugger__"),
        *("/assets/x/etc/passwd", "/wp-login.php", "/server-status", "/var/maru.sqlite3"),
    ):
        assert watch(client, "GET", path).status_code == 404, path
    assert not app.debug


def test_unknown_host_never_gets_into_an_address_that_is_sent(routes, client, watch):
    for host in ("evil.example", "localhost:80@evil.example", "a b", "[::1", "evil.example:99999"):
        for route in pages(routes):
            answer = watch(client, "GET", route.path, headers={"Host": host})
            place = answer.headers.get("Location", "/")
            assert place.startswith("/"), (host, route.rule, place)
            assert not place.startswith("//")
