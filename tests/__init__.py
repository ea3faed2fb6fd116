"""The tests: a folder a package of the code; journeys tell stories, conformance cites articles."""
