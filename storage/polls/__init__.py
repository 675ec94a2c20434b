"""Queries about polls."""
