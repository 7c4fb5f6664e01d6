# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody wrote to a salon from its page, and by the clock."""

from modules.salons.service.inquiries import Inquiries
from synapse_salon.clock import DAY_MS
from synapse_salon.happenings import InquiryAnswered, InquiryReceived
from synapse_salon.platform import Platform


def register_inquiries(platform: Platform, inquiries: Inquiries) -> None:
    """Tell the staff and the seller; send the seller's address to whoever asked for it; forget old messages."""
    platform.outbox.when(InquiryReceived, "salons.inquiry_seller_told", inquiries.tell_seller)
    platform.outbox.when(InquiryReceived, "salons.inquiry_staff", inquiries.tell_staff)
    platform.outbox.when(InquiryReceived, "salons.inquiry_mail", inquiries.mail_seller)
    platform.outbox.when(InquiryAnswered, "salons.inquiry_answer", inquiries.send_answer)
    platform.timers.every(DAY_MS, "salons.forget_inquiries", inquiries.forget)
