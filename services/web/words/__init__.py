"""What codes of the API are called on the page: states, acts, verdicts, problems, notices."""
