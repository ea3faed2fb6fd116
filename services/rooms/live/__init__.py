"""The meeting while it runs: one WebSocket a device, commands, events, state, media signalling."""
