"""The pages: rendered on the server, a client of the public API and of nothing else."""
