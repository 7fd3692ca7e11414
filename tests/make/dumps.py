"""Small dumps of a Stack Exchange site, written as the site would write them."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from portal.exchange.dump import FILES

SITE = "tea.meta.example.com"
T0 = "2012-03-01T10:00:00.000"


class DumpWriter:
    """Collects rows and writes the six files. Every row gets what the tests do not care about."""

    def __init__(self, folder: Path) -> None:
        """Begin with the site's own account, which every dump has."""
        self.folder = folder
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in FILES}
        self.person("-1", "Community")

    def person(self, row_id: str, name: str) -> None:
        """Add an account."""
        self._add("Users.xml", Id=row_id, DisplayName=name, CreationDate="2010-01-01T00:00:00.000")

    def tag(self, row_id: str, name: str) -> None:
        """Add a tag."""
        self._add("Tags.xml", Id=row_id, TagName=name, Count="1")

    def question(self, row_id: str, *, by: str | None = "1", **values: str) -> None:
        """Add a question; any attribute can be given."""
        self._add(
            "Posts.xml",
            **{
                "Id": row_id,
                "PostTypeId": "1",
                "CreationDate": T0,
                "Title": f"How do I brew tea number {row_id}?",
                "Body": "<p>It is always bitter.</p>",
                "Tags": "<discussion>",
                "ContentLicense": "CC BY-SA 4.0",
            }
            | _owner(by)
            | values,
        )

    def answer(self, row_id: str, to: str, *, by: str | None = "2", **values: str) -> None:
        """Add an answer; any attribute can be given."""
        self._add(
            "Posts.xml",
            **{
                "Id": row_id,
                "PostTypeId": "2",
                "ParentId": to,
                "CreationDate": "2012-03-02T10:00:00.000",
                "Body": "<p>Use water that is not boiling.</p>",
                "ContentLicense": "CC BY-SA 3.0",
            }
            | _owner(by)
            | values,
        )

    def post(self, row_id: str, post_type: str) -> None:
        """Add a post that is neither question nor answer."""
        self._add("Posts.xml", Id=row_id, PostTypeId=post_type, CreationDate=T0, Body="<p>…</p>")

    def comment(self, row_id: str, on: str, *, by: str | None = "2", **values: str) -> None:
        """Add a comment; any attribute can be given."""
        owner = {"UserId": by} if by else {}
        self._add(
            "Comments.xml",
            **{
                "Id": row_id,
                "PostId": on,
                "CreationDate": "2012-03-03T10:00:00.000",
                "Text": "Which tea is it?",
                "ContentLicense": "CC BY-SA 4.0",
            }
            | owner
            | values,
        )

    def vote(self, row_id: str, on: str, vote_type: str = "2", at: str = "2012-03-04") -> None:
        """Add a vote, for the post unless another type is given."""
        self._add(
            "Votes.xml",
            Id=row_id,
            PostId=on,
            VoteTypeId=vote_type,
            CreationDate=f"{at}T00:00:00.000",
        )

    def link(self, row_id: str, post: str, to: str, link_type: str = "3", at: str = T0) -> None:
        """Add a link, as a duplicate unless another type is given."""
        self._add(
            "PostLinks.xml",
            Id=row_id,
            PostId=post,
            RelatedPostId=to,
            LinkTypeId=link_type,
            CreationDate=at,
        )

    def write(self) -> Path:
        """Write the files and give their folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, root in FILES.items():
            (self.folder / name).write_text(_xml(root, self.rows[name]), encoding="utf-8")
        return self.folder

    def _add(self, file: str, **values: str) -> None:
        self.rows[file].append(values)


def _owner(by: str | None) -> dict[str, str]:
    return {"OwnerUserId": by} if by else {}


def _xml(root: str, rows: list[dict[str, str]]) -> str:
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>"]
    for row in rows:
        attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in row.items())
        lines.append(f"  <row {attributes} />")
    return "\n".join([*lines, f"</{root}>"])
