"""What the pages read from the API: our side of the contract, with only the fields that are shown."""
