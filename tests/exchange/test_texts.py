import pytest

from portal.exchange import texts
from portal.kit import markup
from portal.threads.rules import BODY_MAX

SITE = "tea.example.com"


def body(html: str, signature: str | None = None, site: str = SITE) -> tuple[str, str | None]:
    return texts.body(html, site=site, post_id="7", signature=signature)


def test_a_body_becomes_markdown_that_reads_the_same() -> None:
    written, change = body("<p>Use <strong>cold</strong> water: 1. cold_2_cold *now*</p>")
    assert change is None
    assert "<strong>cold</strong> water: 1. cold_2_cold *now*" in str(markup.render(written))


def test_a_link_within_the_site_leads_to_the_site() -> None:
    written, _ = body('<p><a href="/questions/7/x">a</a> <a href="//other.example/y">b</a></p>')
    assert written == "[a](https://tea.example.com/questions/7/x) [b](https://other.example/y)"


def test_the_name_of_a_lost_author_is_signed_as_plain_words() -> None:
    written, _ = body("<p>Hm.</p>", signature="<b>*Bob*</b>")
    assert str(markup.render(written)) == "<p>Hm.</p>\n<p>— &lt;b&gt;*Bob*&lt;/b&gt;</p>\n"


def test_a_body_that_is_too_long_is_cut_at_a_paragraph_and_says_where_the_rest_is() -> None:
    written, change = body("<p>" + "tea " * 500 + "</p>" + "<p>leaf </p>" * 6_000, signature="Bob")
    assert change == "text_cut"
    assert len(written) <= BODY_MAX
    assert written.endswith("leaf\n\n… https://tea.example.com/q/7\n\n— Bob")


@pytest.mark.parametrize("html", ["", "<iframe src='https://x.example'></iframe>", "<p> </p>"])
def test_a_body_of_which_nothing_is_left_says_where_it_stands(html: str) -> None:
    assert body(html) == ("https://tea.example.com/q/7", "text_blank")
    assert body(html, site="some folder") == ("some folder, 7", "text_blank")


@pytest.mark.parametrize(
    "written",
    [
        "1. is true, 2) too",
        "# 1 problem",
        "> than five",
        "- said who?",
        "+ one",
        "* note",
        "    indented",
        "```",
        "--- or not",
        "===",
        "| a | b |",
    ],
)
def test_a_comment_is_one_paragraph_whatever_it_begins_with(written: str) -> None:
    html = str(markup.render(texts.comment(written, signature=None)))
    assert html == f"<p>{written.strip().replace('>', '&gt;')}</p>\n"


def test_a_comment_keeps_its_small_markdown() -> None:
    html = str(
        markup.render(texts.comment("*no*, `<br>` and\n[this](https://a.example)", signature=None))
    )
    assert "<em>no</em>, <code>&lt;br&gt;</code> and<br>" in html
    assert 'href="https://a.example"' in html


def test_titles_fit() -> None:
    assert texts.title("  Tea\n or coffee ") == ("Tea or coffee", None)
    assert texts.title("\u3164") == ("…", "title_blank")
    cut, change = texts.title("tea " * 80)
    assert (len(cut) <= 200, change) == (True, "title_cut")


def test_tags_that_differ_by_a_sign_stay_different() -> None:
    names = ["c", "c++", "c#", ".net", "net", "asp.net", "feature-request"]
    assert len({texts.tag(name) for name in names}) == len(names)
    assert texts.tag("+" * 20).strip("-") == texts.tag("+" * 20)
    assert len(texts.tag("c++" * 12)) <= 40
