"""What the documents of a meeting say, in the forms of Decree 30/2020, appendix III.

Blocks are those of an administrative document (services/documents/administrative.py) as data: this
capability says what is written, the document service how it is laid out.
"""
