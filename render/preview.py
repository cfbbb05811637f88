"""Serve the site on this machine and rebuild what changes."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from render.problems import BuildError
from render.project import merge_files

WATCHED = ("*.qmd", "_quarto*.yml", "*.bib", "chapters", "theme", "analysis")


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

    def rebuild() -> None:
        command = [sys.executable, "-m", "render", "--renderer", "embedded"]
        subprocess.run(command, check=False, cwd=root, env=env)

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
    server.serve(port=port, host="127.0.0.1", root=str(site))
