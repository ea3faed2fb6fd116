"""Hands to put records into the registers of an office."""

import pytest

from tests.office import Office
from tests.services.statistics.records import Registers, open_registers


@pytest.fixture
async def registers(office: Office) -> Registers:
    return await open_registers(office.platform)
