# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail: letters of all features go out through a mail server, or are filed in a folder."""

from pathlib import Path
from typing import ClassVar

from bridges.mail.folder import FolderPost
from bridges.mail.service import MailQueue, Post
from bridges.mail.settings import MailSettings
from bridges.mail.smtp import SmtpPost
from synapse_salon.clock import HOUR_MS
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Mailer


class Mail(Feature[MailSettings]):
    """Provides Mailer."""

    settings_model: ClassVar[type[MailSettings]] = MailSettings

    def set_up(self, platform: Platform, settings: MailSettings) -> None:
        """Make the queue and its timers. Only the process that sends opens the folder or reads the password."""
        post: Post | None = None
        if platform.api.should_run_background_tasks():
            if settings.folder is not None:
                post = FolderPost(platform.api, Path(settings.folder))
            else:
                post = SmtpPost(platform.host, settings)
        queue = MailQueue(platform, post, settings.mailbox, settings.reply_mailbox)
        platform.provide(Mailer, queue)
        platform.timers.every(5_000, "mail.send", queue.wake_on_time)
        platform.timers.every(HOUR_MS, "mail.forget", queue.forget)
