# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a salon's rooms, of its rules, and of what is asked of those who write in them."""

import attrs

from synapse_salon.happenings.kind import Happening


@attrs.frozen(kw_only=True)
class RoomOpened(Happening):
    """A room of a salon exists, is gated and is in the Space."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class RoomChanged(Happening):
    """A room of a salon is for others than before, or was archived or brought back."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class RoomForgotten(Happening):
    """A room of a salon is forgotten, with all that was said in it."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class EtiquetteWritten(Happening):
    """Staff wrote down what they ask of those who write in a room, or took it away."""

    salon_id: str
    room_id: str
    version: int


@attrs.frozen(kw_only=True)
class RulesPublished(Happening):
    """A salon's rules have a new version, to be accepted before the next message."""

    salon_id: str
    version: int


@attrs.frozen(kw_only=True)
class RulesAccepted(Happening):
    """A person accepted a version of a salon's rules."""

    salon_id: str
    user_id: str
    version: int


@attrs.frozen(kw_only=True)
class ChatEnded(Happening):
    """A chat that was opened for a while came to its end: its room is archived."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class IntroductionAsked(Happening):
    """A member would like to introduce two others to each other; both are to be asked."""

    salon_id: str
    introduction_id: str


@attrs.frozen(kw_only=True)
class IntroductionAccepted(Happening):
    """Both whom somebody introduces said yes; their room is to be opened."""

    salon_id: str
    introduction_id: str


@attrs.frozen(kw_only=True)
class IntroductionOver(Happening):
    """An introduction did not come about, or one of the three left its room, which is to be shut."""

    salon_id: str
    introduction_id: str


@attrs.frozen(kw_only=True)
class MessageAsked(Happening):
    """Somebody asks a person of this server for a private conversation; the invitation follows."""

    asker: str
    asked: str
    room_id: str


@attrs.frozen(kw_only=True)
class QuestionAsked(Happening):
    """A member asked those who run their salon something; its room is to be opened."""

    salon_id: str
    ask_id: str


@attrs.frozen(kw_only=True)
class QuestionReplied(Happening):
    """One of the staff answered a question on its page; `step` is the number of the answer, to be said in the room."""

    salon_id: str
    ask_id: str
    step: int


@attrs.frozen(kw_only=True)
class QuestionClosed(Happening):
    """A member's question was closed; its room is to be shut."""

    salon_id: str
    ask_id: str
