"""Print every sample that is judged otherwise than the table expects."""

import sys

from tests.signing.samples.families import SAMPLES
from tests.signing.samples.judging import complaint
from tests.signing.samples.open import OPEN


def main() -> None:
    """Compare all samples, or those whose name holds the first argument."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [one for one in SAMPLES if wanted in one.name]
    for sample in chosen:
        wrong = complaint(sample)
        if wrong and sample.name not in OPEN:
            sys.stdout.write(f"WRONG  {sample.name} ({sample.expected}): {wrong}\n")
        elif wrong:
            sys.stdout.write(f"open   {sample.name} ({sample.expected}): {wrong}\n")
        elif sample.name in OPEN:
            sys.stdout.write(f"MENDED {sample.name}: take it out of open.py\n")
    sys.stdout.write(f"{len(chosen)} samples\n")


if __name__ == "__main__":
    main()
