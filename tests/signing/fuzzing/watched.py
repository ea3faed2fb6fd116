"""The process that atheris runs in: the code under test is imported watched, then one target."""

import importlib
import sys

#: What is watched for coverage: ours, and the reader below it.
WATCHED = ["signing.pades", "pyhanko.pdf_utils", "pyhanko.sign.validation"]


def main() -> None:
    """Fuzz the target of this name; the remaining arguments are libFuzzer's."""
    # By name: not every platform has it, and it must come before what it watches.
    atheris = importlib.import_module("atheris")
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=WATCHED):
        targets = importlib.import_module("tests.signing.fuzzing.targets")
    atheris.Setup(sys.argv, targets.TARGETS[name].call)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
