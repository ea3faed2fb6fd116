"""`congvu`: the entry; what it can be told to do is in commands.py."""

import gc
from importlib import import_module


def main() -> None:
    """Import everything with the collector off, which would walk through it seven times."""
    gc.disable()
    commands = import_module("services.commands")
    gc.freeze()
    gc.enable()
    commands.run()


if __name__ == "__main__":
    main()
