"""Which engine an installation has."""

from meetings.media.forwarding.engine import CAPABILITIES
from meetings.media.janus.engine import JanusMedia
from meetings.media.none import NoMedia
from meetings.media.port import MediaEngine
from meetings.media.remote import RemoteMedia
from meetings.media.settings import EngineName, MediaSettings


def open_media_engine(settings: MediaSettings) -> MediaEngine:
    """Return the engine that the settings name, not yet started."""
    if settings.engine is EngineName.NONE:
        return NoMedia(production=settings.is_production)
    if settings.engine is EngineName.JANUS:
        return JanusMedia(settings)
    return RemoteMedia(settings, capabilities=CAPABILITIES)
