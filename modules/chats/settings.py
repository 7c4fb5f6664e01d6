# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of chats."""

from pydantic import Field

from synapse_salon.settings import Settings


class ChatsSettings(Settings):
    """The `config:` of modules.chats.Chats."""

    chats_per_person: int = Field(default=20, ge=1, le=1000)
    """How many chats one person may have open in a salon at a time."""

    chats_per_day: int = Field(default=50, ge=1, le=1000)
    """How many chats one person may open in a salon within a day: each leaves a room behind when it ends."""

    guests_per_chat: int = Field(default=50, ge=1, le=1000)
    """How many guests one chat takes."""

    guest_days: int = Field(default=30, ge=1, le=365)
    """How long a guest stays in a chat that has no end."""

    guest_messages_per_minute: int = Field(default=20, ge=1, le=1000)
    """How many messages one guest may send at once, and as many again in each minute."""

    guest_links_per_hour: int = Field(default=10, ge=0, le=1000)
    """How many messages with links one guest may send at once, and as many again in each hour."""

    guest_files_per_hour: int = Field(default=10, ge=0, le=1000)
    """How many pictures and files one guest may show at once, and as many again in each hour."""
