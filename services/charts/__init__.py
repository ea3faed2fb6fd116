"""Charts drawn on the server: numbers in, SVG text out, for pages and for typeset PDFs.

A chart stands beside a table with the same numbers. It says nothing by colour alone: every status
has its shape and its word, a forecast is dashed, a former value is hollow. Words and numbers come
written, in the reader's language; the looks are attributes, so that it needs no style sheet.
"""
