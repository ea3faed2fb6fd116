"""Where a signature would stand."""

from services.web.shapes.shape import Shape


class Place(Shape):
    """Millimetres of the page as shown, from its lower left corner."""

    page: int
    left: float
    bottom: float
    width: float
    height: float
    page_width: float
    page_height: float
    pages: int
    covers: bool

    @property
    def top(self) -> float:
        """From the upper edge, as pictures count."""
        return round(self.page_height - self.bottom - self.height, 1)
