"""Meetings over HTTP and WebSocket. Nothing is here yet."""
