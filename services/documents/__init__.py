"""Documents over HTTP: drafting, signing, numbering, issuing; receiving, assigning, completing."""
