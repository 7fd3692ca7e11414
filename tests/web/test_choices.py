"""Language and theme, chosen by anybody, kept by the browser."""

from flask.testing import FlaskClient


def test_a_language_is_chosen_by_a_link_and_kept(client: FlaskClient) -> None:
    answer = client.get("/questions?sort=new&locale=en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/questions?sort=new")
    assert '<html lang="en"' in client.get("/questions").get_data(as_text=True)


def test_a_theme_is_chosen_by_a_link_and_kept(client: FlaskClient) -> None:
    assert client.get("/?theme=dark").status_code == 303
    assert 'data-bs-theme="dark"' in client.get("/").get_data(as_text=True)


def test_a_choice_that_is_none_changes_nothing(client: FlaskClient) -> None:
    answer = client.get("/?theme=pink&locale=fr")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
