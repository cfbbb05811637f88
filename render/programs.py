"""Programs that a build starts, in an environment where they read paths as this process does."""

import locale
import os
import subprocess
import sys


def run_pandoc(words: list[str], **options) -> subprocess.CompletedProcess:
    """Run the Pandoc of this environment and take in what it says."""
    import pypandoc

    # Collecting garbage less often takes a tenth off the time; with more memory it costs again.
    env = speak_utf8() | {"GHCRTS": "-A64m -n4m"}
    command = [pypandoc.get_pandoc_path(), *words]
    return subprocess.run(command, check=False, env=env, capture_output=True, **options)


def speak_utf8() -> dict[str, str]:
    """The environment with a locale of UTF-8.

    Python takes paths for UTF-8 where the locale is C, as under cron and in containers. Pandoc
    takes them for ASCII, and finds nothing in a folder whose name has other letters.
    """
    if locale.getencoding().lower().replace("-", "") == "utf8":
        return dict(os.environ)
    return os.environ | {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
