# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who left is told of their posts: pure, from facts to words."""

import attrs

from modules.membership.domain.changes import Member
from modules.membership.domain.notices import Notice
from modules.membership.domain.parting import Parting
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports import Salon
from synapse_salon.web import written


def with_wish(notice: Notice, member: Member, parting: Parting | None, pages: str) -> Notice:
    """A notice to somebody who leaves or is out, and what becomes of their posts."""
    if member.standing not in (Standing.CANCELLING, Standing.LAPSED, Standing.REMOVED, Standing.BANNED):
        return notice
    posts = parting.posts if parting is not None else "keep"
    if posts == "keep":
        said = t("Your posts stay as they are. You can choose otherwise here: {url}", url=f"{pages}/posts")
    elif member.standing is Standing.CANCELLING:
        said = (
            t(
                "Your posts will be deleted after your last day. You can still choose otherwise: {url}",
                url=f"{pages}/posts",
            )
            if posts == "delete"
            else t(
                "Your name will be taken from your posts after your last day. You can still choose otherwise: {url}",
                url=f"{pages}/posts",
            )
        )
    else:
        said = (
            t("Your posts are being deleted. We tell you when it is done.")
            if posts == "delete"
            else t("Your name is being taken from your posts. We tell you when it is done.")
        )
    return attrs.evolve(notice, paragraphs=(*notice.paragraphs, said))


def cleared(salon: Salon, member: Member, parting: Parting, pages: str) -> Notice:
    """What they wished for their posts is done."""
    done = written.moment(parting.done_ms or 0, member.language, salon.timezone)
    if parting.posts == "anonymise":
        subject = t("Your name is gone from {title}", title=salon.title)
        said = t(
            "Your name and picture have been taken from the rooms of {title} ({date}). What you wrote stays.",
            title=salon.title,
            date=done,
        )
    else:
        subject = t("Your posts in {title} are deleted", title=salon.title)
        said = t(
            "Of your {found} posts in {title} {cleared} are deleted ({date}). Your name and picture are gone too.",
            found=parting.found,
            cleared=parting.cleared,
            title=salon.title,
            date=done,
        )
    return Notice(subject, (said, *_failed(parting)), t("What was done with your posts"), f"{pages}/posts")


def _failed(parting: Parting) -> tuple[Text, ...]:
    if not parting.failed:
        return ()
    return (
        t(
            "{n} posts could not be deleted. Please write to the salon's staff about them.",
            n=parting.failed,
        ),
    )
