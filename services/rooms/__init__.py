"""Meetings over HTTP and WebSocket: this service translates, meetings/ decides."""
