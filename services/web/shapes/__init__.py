"""What the pages read from the API: our side of the contract, only the fields that are shown."""
