"""An administrator of one commune, beside the district's who looks after all."""

import pytest

from tests.office import Office, Officer, only


@pytest.fixture
async def local_administrator(office: Office) -> Officer:
    """The clerk of Mỹ Hòa, appointed to look after that commune as well, and acting so."""
    above = await office.sign_in("quantri")
    commune = only(await office.agencies("H20.90.03"), code="H20.90.03")
    staff = (await above.get(f"/agencies/{commune['id']}/staff")).json()
    clerk = next(one for one in staff["people"] if one["account"]["username"] == "vanthu.myhoa")
    given = await above.post(
        f"/agencies/{commune['id']}/appointments",
        {
            "staff_code": clerk["staff_code"],
            "department_id": staff["departments"][0]["id"],
            "position": "Quản trị hệ thống",
            "roles": ["administrator"],
            "valid_from": "2024-11-25",
        },
    )
    assert given.status_code == 201, given.text
    local = await office.sign_in("vanthu.myhoa")
    chosen = await local.post(
        "/sessions/current/appointment", {"appointment_id": given.json()["id"]}
    )
    assert chosen.status_code == 200, chosen.text
    return local
