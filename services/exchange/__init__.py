"""The door to the systems of other offices (edXML, partners, receipts). Nothing is here yet."""
