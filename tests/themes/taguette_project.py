"""Make a project in Taguette, run by the Python that has it: taguette_project.py FOLDER.

Starts Taguette's own web application on this machine, does through its pages and its API what
an analyst does in a browser, and saves its three exports. Beside them, made.json holds the texts
as Taguette's own parser has them and the passages that were highlighted. All texts are made up.
"""

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from taguette.database import User
from taguette.main import DEFAULT_CONFIG
from taguette.web import make_app
from taguette.web.base import Application
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

DOCUMENTS = {
    "Invented note 1": (
        "note.html",
        '<meta charset="utf-8">'
        "<h1>Invented note</h1>\n<p>The garden opened &amp; people met there.</p>"
        "<p>Ārā, naïve café – €5 &lt; £7, and 🌱🌿 grew.\nA second line of the same paragraph.</p>"
        "<script>var hidden = 1;</script><!-- hidden -->",
    ),
    "Invented note 2 – ψ": (
        "ψ.htm",
        '<meta charset="utf-8">'
        "<table><tr><td>Left</td><td>right 👩‍👩‍👧</td></tr></table>"
        "<pre>\n\n  indented\n\tand tabbed</pre><ul><li>one</li><li>two <b>bold</b> &nbsp;end</li></ul>",
    ),
    "Invented captions": (
        "film.srt",
        "\ufeff1\n00:00:01,000 --> 00:00:02,500\nA made-up line\nof two\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nand “another” 🙂 one <here>\n",
    ),
}
TAGS = {
    "ties": "",
    "ties.new": "people who had not met",
    "place & belonging": "“quoted”",
    "unused": "none",
}
HIGHLIGHTS = [  # document, passage, tags
    ("Invented note 1", "people met there.", ["ties", "ties.new"]),
    ("Invented note 1", "met there.Ārā, naïve", ["ties"]),
    ("Invented note 1", "🌱🌿 grew.\nA second", ["place & belonging"]),
    ("Invented note 1", "€5 < £7", ["place & belonging", "ties"]),
    ("Invented note 2 – ψ", "right 👩‍👩‍👧", ["ties.new"]),
    ("Invented note 2 – ψ", "indented\n\tand tabbed", ["ties"]),
    ("Invented note 2 – ψ", "two bold \u00a0end", ["place & belonging"]),
    ("Invented captions", "of two", ["ties"]),
    ("Invented captions", "and “another” 🙂 one <here>", ["ties", "ties.new", "place & belonging"]),
    ("Invented captions", "made-up", []),
]


class Browser:
    """An analyst's browser, logged in."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.client = AsyncHTTPClient()
        self.cookies: dict[str, str] = {}

    async def ask(self, path: str, body: object = None, kind: str = "application/json") -> bytes:
        content = json.dumps(body) if kind == "application/json" and body is not None else body
        response = await self.client.fetch(
            self.base + path,
            method="GET" if body is None else "POST",
            body=content,
            headers={"Content-Type": kind, "Cookie": self.show_cookies()},
            follow_redirects=False,
            raise_error=False,
        )
        for line in response.headers.get_list("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.code >= 400:
            raise RuntimeError(f"{path}: {response.code} {response.body[:300]!r}")
        return response.body

    def show_cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def fill_form(name: str, file: str, content: str) -> bytes:
    """A form with a document, as a browser sends it."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in (("name", name), ("description", ""))
    ]
    parts.append(
        f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{file}"\r\n'
        f"Content-Type: text/html\r\n\r\n{content}\r\n--cut--\r\n"
    )
    return "".join(parts).encode()


async def make_project(browser: Browser, folder: Path) -> None:
    """Add documents, tags and highlights; save the exports."""
    form = "application/x-www-form-urlencoded"
    await browser.ask("/project/new", urlencode({"name": "Invented", "description": ""}), form)
    texts, places = {}, {}
    for name, (file, content) in DOCUMENTS.items():
        body, kind = fill_form(name, file, content), "multipart/form-data; boundary=cut"
        added = json.loads(await browser.ask("/api/project/1/document/new", body, kind))
        places[name] = added["created"]
        page = f"/api/project/1/document/{places[name]}/contents"
        chunks = json.loads(await browser.ask(page))["contents"]
        html = "".join(chunk["contents"] for chunk in chunks)
        texts[name] = "".join(BeautifulSoup(html, "html5lib").strings)
    tags = {}
    for path, description in TAGS.items():
        tag = {"path": path, "description": description}
        tags[path] = json.loads(await browser.ask("/api/project/1/tag/new", tag))["id"]
    for name, passage, chosen in HIGHLIGHTS:
        before, found, _ = texts[name].partition(passage)
        if not found:
            raise RuntimeError(f"{name!r} has no {passage!r}: {texts[name]!r}")
        start = len(before.encode())
        highlight = {
            "start_offset": start,
            "end_offset": start + len(passage.encode()),
            "tags": [tags[tag] for tag in chosen],
        }
        await browser.ask(f"/api/project/1/document/{places[name]}/highlight/new", highlight)
    for file, page in {
        "highlights.csv": "/project/1/export/highlights/.csv",
        "project.sqlite3": "/project/1/export/project.sqlite3",
        "codebook.qdc": "/project/1/export/codebook.qdc",
    }.items():
        (folder / file).write_bytes(await browser.ask(page))
    made = {"texts": texts, "tags": TAGS, "highlights": HIGHLIGHTS}
    (folder / "made.json").write_text(json.dumps(made), encoding="utf-8")


async def run(folder: Path) -> None:
    """Start Taguette for one analyst, as `taguette` without arguments does."""
    Application.check_messages = lambda self: None  # it would ask its authors' server for news
    config = {
        **DEFAULT_CONFIG,
        "MULTIUSER": False,
        "DOMAIN": "localhost",
        "BIND_ADDRESS": "127.0.0.1",
        "X_HEADERS": False,
        "DATABASE": f"sqlite:///{folder / 'taguette.sqlite3'}",
        "TOS_FILE": None,
        "SECRET_KEY": "not secret",
        "COOKIES_PROMPT": False,
    }
    application = make_app(config, xsrf_cookies=False)
    session = application.DBSession()
    session.add(User(login="admin"))
    session.commit()
    session.close()
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(application)
    server.add_sockets(sockets)
    browser = Browser(sockets[0].getsockname()[1])
    await browser.ask(f"/?token={application.single_user_token}")
    await make_project(browser, folder)
    server.stop()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
