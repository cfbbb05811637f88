"""python -m benchmarks [name …]; without a name all that take less than five minutes."""

import argparse
import importlib

MODULES = {
    "report": "time and memory of making the report",
    "estimation": "time and memory of estimation, beside its peers",
    "themes": "time and memory of importing and summarising a coded project",
    "beginning": "time and memory of beginning a study from two waves",
    "waves": "time and memory of inspecting a wave that arrives; 5 minutes",
    "false-positives": "how often methods find an effect that there is not; 20 minutes",
    "leading": "how often the rule for the leading estimate errs, and what it finds; 20 minutes",
    "coverage": "how often intervals that allow for trends apart hold the truth; 10 minutes",
}


def main() -> None:
    """Run the benchmarks that were named, in order."""
    described = "; ".join(f"{name}: {what}" for name, what in MODULES.items())
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=described)
    parser.add_argument(
        "names", nargs="*", metavar="name", default=["report", "estimation", "themes", "beginning"]
    )
    for name in parser.parse_args().names:
        if name not in MODULES:
            parser.error(f"no benchmark {name}; there are {', '.join(MODULES)}")
        importlib.import_module(f"benchmarks.{name.replace('-', '_')}").main()


if __name__ == "__main__":
    main()
