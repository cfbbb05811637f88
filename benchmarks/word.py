"""The Word file alone: from chapters whose cells have run to the finished file, all of it anew.

Run as a module in a project with a built site: `python -m benchmarks.word`.
"""

import json
import tempfile
from pathlib import Path

from render.embedded import WORK
from render.programs import run_pandoc
from render.project import read_project
from render.word.document import finish
from render.word.edition import read_edition
from render.word.pictures import read_pictures


def main() -> None:
    """Read the chapters, write the draft, and finish it, with nothing kept of an earlier time."""
    root = Path.cwd()
    project = read_project(root, None)
    work = root / WORK / "-".join(project.profiles)
    with tempfile.TemporaryDirectory() as folder:
        job, draft = Path(folder) / "job.json", Path(folder) / "book.docx"
        described = json.loads((work / "job.json").read_text(encoding="utf-8"))
        described |= {"memory": f"{folder}/read-", "docx": {"file": str(draft)}}
        job.write_text(json.dumps(described), encoding="utf-8")
        words = ["lua", str(root / "render/book.lua"), str(job), "docx"]
        done = run_pandoc(words, cwd=root, encoding="utf-8")
        assert not json.loads(done.stdout)["problems"]
        chapters = [chapter["href"] for chapter in described["chapters"]]
        shown = read_pictures(project.output, chapters, root)
        edition = read_edition(project.config.model_dump(by_alias=True), "")
        assert finish(draft.read_bytes(), edition, shown)


if __name__ == "__main__":
    main()
