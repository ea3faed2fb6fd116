"""`python -m bench [TOPIC...]`: measure everything, or the topics named, and print the table."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import arrival, documents, figures, journal, lists, pages, signing, startup
from bench.choosing import UnknownTopic, choose
from bench.media.measuring import measure_media
from bench.office import open_office
from bench.table import Figure, machine_facts, show, write_json

OUT = Path(__file__).parent / "out"
# Those that need an office with 100,000 documents share one.
IN_AN_OFFICE = {
    "documents": documents.measure,
    "arrival": arrival.measure,
    "lists": lists.measure,
    "pages": pages.measure,
}
ALONE = {
    "journal": journal.measure,
    "figures": figures.measure,
    "signing": signing.measure,
    "startup": startup.measure,
    "media": measure_media,
}
TOPICS = (*IN_AN_OFFICE, *ALONE)


async def measure(topics: Sequence[str], *, figures: list[Figure], facts: dict[str, str]) -> None:
    """Add the figures of each topic as it is done; `facts` learns PostgreSQL's version."""
    inside = [topic for topic in topics if topic in IN_AN_OFFICE]
    if inside:
        async with open_office() as office:
            facts["PostgreSQL"] = await office.server_version()
            for topic in inside:
                _tell(topic)
                figures += await IN_AN_OFFICE[topic](office)
    for topic in topics:
        if topic in ALONE:
            _tell(topic)
            figures += await ALONE[topic]()


def _tell(topic: str) -> None:
    print(f"measuring {topic}", file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> int:
    try:
        topics = choose(TOPICS, words)
    except UnknownTopic as error:
        print(error, file=sys.stderr)
        return 2
    # What asks us to end is treated as Ctrl-C, so that nothing we started is left behind.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    facts = machine_facts()
    figures: list[Figure] = []
    try:
        asyncio.run(measure(topics, figures=figures, facts=facts))
    except KeyboardInterrupt:
        print("interrupted; this is what was measured", file=sys.stderr)
        return 130
    finally:
        facts["load after"] = f"{os.getloadavg()[0]:.2f}"
        show(figures, facts=facts)
        print(f"as JSON: {write_json(figures, facts=facts, folder=OUT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
