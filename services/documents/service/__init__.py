"""The use cases of documents, one file a verb family; each function is one transaction."""
