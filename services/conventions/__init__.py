"""Hương ước, quy ước: the document, the steps of its life, the consultation clause by clause, the synthesis."""
