"""The process that runs chapters' cells: each chapter in a fork of it, after a warm start.

`cells` starts it as a script in the project's folder. It imports once what the chapters import of
the analysis, so that none of them waits for that; and no chapter finds anything of another, because
what it changes goes with its fork. Where Python cannot fork safely, each chapter gets a new process
that imports for itself.

Standard input holds, as JSON, the chapters (a path and its steps, each the code of a cell or an
inline expression), the statements that import, how many chapters run at a time and the seconds a
step may take. As soon as a chapter has run, standard output gets a line of JSON: its path, what its
steps gave, what they depend on, and how it ended.
"""

import gc
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from contextlib import redirect_stderr
from io import StringIO
from multiprocessing import connection
from pathlib import Path
from typing import IO, Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dependencies import Watch
from problems import explain_refusal

# A chapter's own import must find the project's modules and none of these.
del sys.path[0], sys.modules["dependencies"], sys.modules["problems"]

FORKS = sys.platform == "linux"


class Interpreter:
    """An IPython shell, and a watch over what its cells depend on."""

    def __init__(self) -> None:
        from IPython.core.displayhook import DisplayHook
        from IPython.core.displaypub import CapturingDisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        class Hook(DisplayHook):
            def write_output_prompt(self) -> None:
                """Show none."""

            def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
                self.shell.display_pub.publish(format_dict, md_dict)

        class Shell(InteractiveShell):
            displayhook_class = Hook
            display_pub_class = CapturingDisplayPublisher
            error = None

            def init_ipython_dir(self, ipython_dir: str | None) -> None:
                """Use none: a build needs no home, and nobody's settings shape it."""

            def init_profile_dir(self, profile_dir: object) -> None:
                """Use none either."""

            def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
                refused = isinstance(evalue, OSError)
                message = explain_refusal(evalue) if refused else str(evalue)
                self.error = [etype.__name__, message, "\n".join(stb)]

        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        history = {"enabled": False, "hist_file": ":memory:"}
        self.shell = Shell.instance(config=Config({"HistoryManager": history}))
        self.watch = Watch(Path.cwd())

    def run(self, step: dict[str, str]) -> dict[str, Any]:
        """Return what a cell showed or an expression is, and the error there was."""
        if "expression" in step:
            found = self.shell.user_expressions({"it": step["expression"]})["it"]
            if found["status"] == "error":
                return {"error": [found["ename"], found["evalue"], ""]}
            return {"value": found["data"]}
        self.shell.error = None
        self.shell.run_cell(step["code"], store_history=True)
        shown = [sorted(output["data"].items()) for output in self.shell.display_pub.outputs]
        self.shell.display_pub.outputs.clear()
        return {"error": self.shell.error, "shown": shown}


class Chapter:
    """A chapter that runs: its process, what came of its steps so far, and how it ended."""

    def __init__(self, path: str, steps: list[dict[str, str]], seconds: float, warm: Any) -> None:
        context = multiprocessing.get_context("fork" if FORKS else "spawn")
        self.hears, speaks = context.Pipe(duplex=False)
        self.process = context.Process(target=run_steps, args=(steps, speaks, warm), daemon=True)
        self.process.start()
        speaks.close()
        self.told = {"path": path, "steps": [], "depends_on": [], "end": ""}
        self.seconds, self.deadline = seconds, time.monotonic() + seconds

    def listen(self) -> None:
        """Take in what the process says, or that it is gone."""
        try:
            said = self.hears.recv()
        except (EOFError, ConnectionError):
            self.told["end"] = "died"
            return
        if isinstance(said, list):
            self.told |= {"depends_on": said, "end": "done"}
        else:
            self.told["steps"].append(said)
            self.deadline = time.monotonic() + self.seconds

    def is_over(self) -> bool:
        """Return whether the chapter has ended, and end it if its step takes too long."""
        if not self.told["end"] and time.monotonic() > self.deadline:
            self.told["end"] = "late"
        if self.told["end"] == "late":
            self.process.kill()
        return bool(self.told["end"])


def main() -> None:
    """Run the chapters, some at a time."""
    job = json.load(sys.stdin)
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whoever ends this process ends its forks.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    printed = redirect()
    warm = start_warm(job["imports"], printed) if FORKS else None
    queue, running = list(job["chapters"]), []
    while queue or running:
        while queue and len(running) < job["workers"]:
            running.append(Chapter(*queue.pop(0), job["seconds"], warm))
        for heard in connection.wait([chapter.hears for chapter in running], timeout=0.5):
            next(chapter for chapter in running if chapter.hears is heard).listen()
        for chapter in [chapter for chapter in running if chapter.is_over()]:
            print(json.dumps(chapter.told), file=report, flush=True)
            running.remove(chapter)
            chapter.process.join()


def redirect() -> IO[bytes]:
    """Send what is printed, by Python or by what it calls, to a file; give nothing to read."""
    sys.stdout.flush()
    # In memory, where the system has it: no disk can be too full for that.
    if hasattr(os, "memfd_create"):
        printed = os.fdopen(os.memfd_create("printed"), "w+b")
    else:
        printed = tempfile.TemporaryFile()  # noqa: SIM115
    os.dup2(printed.fileno(), 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return printed


def was_used(printed: IO[bytes]) -> bool:
    """Return whether anything was printed since the last time."""
    sys.stdout.flush()
    used = printed.seek(0, os.SEEK_END) > 0
    printed.truncate(0)
    return used


def start_warm(imports: list[str], printed: IO[bytes]) -> Interpreter:
    """Import what chapters share; where that fails or shows, it is theirs to do and to tell."""
    interpreter = Interpreter()
    try:
        with redirect_stderr(StringIO()):
            for statement in imports:
                exec(statement, {})
        failed = was_used(printed)
    except BaseException:
        failed = True
    if failed:
        sys.exit(1)
    # Its own forks are no doing of a chapter.
    interpreter.watch.on = False
    # What all forks share is not looked through, and so not copied, in each of them.
    gc.freeze()
    return interpreter


def run_steps(
    steps: list[dict[str, str]], speaks: connection.Connection, warm: Interpreter | None
) -> None:
    """Run a chapter's steps until a cell fails; tell of each, then what they depended on."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    printed = redirect()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    interpreter = warm or Interpreter()
    interpreter.watch.on = True
    for step in steps:
        found = interpreter.run(step)
        speaks.send(found | {"printed": was_used(printed)})
        if found.get("error") and "code" in step:
            break
    speaks.send(interpreter.watch.take())


if __name__ == "__main__":
    try:
        main()
    except OSError as refusal:
        sys.exit(explain_refusal(refusal))
