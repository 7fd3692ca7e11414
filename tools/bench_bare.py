"""The measure of everything: one fixed page of 20 KB, served by Flask and nothing else."""

from flask import Flask

PAGE = ("<p>" + "x" * 1_021) * 20

application = Flask(__name__, static_folder=None)


@application.get("/")
def page() -> str:
    """Answer with the page."""
    return PAGE
