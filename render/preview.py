"""Serve the site on this machine and rebuild what changes."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from render.embedded import WORK
from render.problems import BuildError
from render.project import merge_files
from render.publish import staging, swap

WATCHED = ("*.qmd", "_quarto*.yml", "*.bib", "chapters", "theme", "analysis")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


def preview(root: Path, profile: str | None, renderer: str, port: int) -> None:
    """Serve until interrupted; a build that fails says so and leaves the last site standing.

    Parameters
    ----------
    root : Path
        The project.
    profile : str, optional
        The profiles to build.
    renderer : str
        Who builds, `quarto` or `embedded`.
    port : int
        Where to listen, on the loopback address only.
    """
    merged, profiles = merge_files(root, profile)
    env = os.environ | {"QUARTO_PROFILE": ",".join(profiles)}
    if renderer == "quarto":
        command = ["quarto", "preview", "--host", "127.0.0.1", "--port", str(port), "--no-browser"]
        subprocess.run(command, check=False, cwd=root, env=env | {"QUARTO_PYTHON": sys.executable})
        return

    from livereload import Server

    site = root / merged.get("project", {}).get("output-dir", "_book")
    shown = root / WORK / "preview"

    def rebuild() -> None:
        command = [sys.executable, "-m", "render", "--renderer", "embedded"]
        subprocess.run(command, check=False, cwd=root, env=env)
        if site.is_dir():
            open_up(site, shown)

    rebuild()
    if not site.is_dir():
        raise BuildError("there is no site yet to show; mend what is named above and try again")
    server = Server()
    study = os.environ.get("STUDY", "data")
    for pattern in (*WATCHED, f"{study}/*.*", f"{study}/results"):
        server.watch(str(root / pattern), rebuild)
    with socket.socket() as free:
        if free.connect_ex(("127.0.0.1", port)) == 0:
            raise BuildError(f"port {port} is in use; name another: --port {port + 1}")
    print(f"preview: http://127.0.0.1:{port}/ (stop with Ctrl+C)", flush=True)
    server.serve(port=port, host="127.0.0.1", root=str(shown))


def open_up(site: Path, shown: Path) -> None:
    """Copy the site without its policy: what reloads a page is a script that the server adds."""
    with staging(shown) as copy:
        shutil.copytree(site, copy, dirs_exist_ok=True)
        for page in copy.rglob("*.html"):
            page.write_text(POLICY.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
        swap(copy, shown)
