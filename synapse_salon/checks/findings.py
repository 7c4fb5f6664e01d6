# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which settings would hurt, and what to write instead. Pure."""

from collections.abc import Iterator

import attrs

SERVICE_ID = "synapse-salon"
WATCH_PATH = "/_synapse/client/salon/watch"


@attrs.frozen
class Limit:
    """A homeserver rate limit, as configured."""

    name: str
    per_second: float
    burst_count: int


@attrs.frozen
class Service:
    """The registration of the house account's application service. `url` is where Synapse pushes events to."""

    sender_localpart: str
    url: str | None


@attrs.frozen(kw_only=True)
class HomeserverSettings:
    """What of homeserver.yaml matters to a salon."""

    service: Service | None
    limits: tuple[Limit, ...]
    feeds_user_directory: bool
    cache_factor: float
    registration_open: bool
    per_room_profiles: bool
    encrypts_by_default: bool
    blocks_invites: bool
    forgets_left_rooms: bool


@attrs.frozen
class Finding:
    """One setting that would hurt: what is wrong, what to write in homeserver.yaml, and whether a start is refused."""

    says: str
    write: str
    is_fatal: bool = False

    def __str__(self) -> str:
        return f"{self.says} Write in homeserver.yaml: {self.write}"


# What a first evening with some hundred joiners needs; the house's own moves are not limited.
_ENOUGH = {
    "rc_joins.local": Limit("rc_joins.local", 1, 20),
    "rc_joins.remote": Limit("rc_joins.remote", 1, 20),
    "rc_joins_per_room": Limit("rc_joins_per_room", 10, 100),
}
_WRITE = {
    "rc_joins.local": "rc_joins: {local: {per_second: 5, burst_count: 50}}",
    "rc_joins.remote": "rc_joins: {remote: {per_second: 5, burst_count: 50}}",
    "rc_joins_per_room": "rc_joins_per_room: {per_second: 50, burst_count: 500}",
}


def findings(settings: HomeserverSettings) -> list[Finding]:
    """Everything that would hurt, what refuses a start first."""
    return sorted(
        [*_service(settings), *_rooms(settings), *_people(settings)], key=lambda found: not found.is_fatal
    )


def _service(settings: HomeserverSettings) -> Iterator[Finding]:
    register = (
        f"app_service_config_files: [synapse-salon.yaml], and in that file: id: {SERVICE_ID}, url: "
        f'"http://127.0.0.1:8008{WATCH_PATH}", as_token and hs_token: two secrets of their own, '
        "sender_localpart: salon, rate_limited: false, namespaces: {users: [], aliases: [], rooms: []}"
    )
    if settings.service is None:
        yield Finding(
            f"There is no application service {SERVICE_ID}: the house has no account and sees nothing.",
            register,
            True,
        )
    elif settings.service.url is None or not settings.service.url.rstrip("/").endswith(WATCH_PATH):
        yield Finding(
            f"The application service {SERVICE_ID} is not pushed to the house: its url must end with {WATCH_PATH}.",
            register,
            True,
        )


def _rooms(settings: HomeserverSettings) -> Iterator[Finding]:
    if settings.encrypts_by_default:
        yield Finding(
            "New rooms would be encrypted, and stay so: search, moderation and newcomers need to read a salon's rooms.",
            'encryption_enabled_by_default_for_room_type: "off"',
            True,
        )
    if settings.blocks_invites:
        yield Finding(
            "Only server admins may invite: the house could let nobody in.",
            "block_non_admin_invites: false",
            True,
        )
    for limit in settings.limits:
        enough = _ENOUGH.get(limit.name)
        if enough and (limit.per_second < enough.per_second or limit.burst_count < enough.burst_count):
            yield Finding(
                f"{limit.name} lets {limit.burst_count} people in at once and then {limit.per_second:g} a second:"
                " members who enter rooms on their own would be held up.",
                _WRITE[limit.name],
            )
    if settings.cache_factor < 2:
        yield Finding(
            f"caches.global_factor is {settings.cache_factor:g}: large rooms cost about twice the CPU of a 4.",
            "caches: {global_factor: 4.0}",
        )


def _people(settings: HomeserverSettings) -> Iterator[Finding]:
    if settings.feeds_user_directory:
        yield Finding(
            "The user directory tells members of one salon about another, and costs 0.7 ms per member and join.",
            'update_user_directory_from_worker: "nobody"',
        )
    if settings.registration_open:
        yield Finding(
            "Anyone may open an account at the homeserver itself, past the salon's rules and age.",
            "enable_registration: false",
        )
    if not settings.forgets_left_rooms:
        yield Finding(
            "Whoever loses a room could go on reading its past.",
            "forget_rooms_on_leave: true",
        )
    if not settings.per_room_profiles:
        yield Finding(
            "People would have one name in all salons: members of two could be recognised.",
            "allow_per_room_profiles: true",
        )
