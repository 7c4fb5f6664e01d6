# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates into letters, and letters to whatever sends them."""

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    pass_eval_context,
    select_autoescape,
)
from jinja2.nodes import EvalContext
from markupsafe import escape

from synapse_salon.compiled import Compiled
from synapse_salon.i18n import Language, Text, Texts, t
from synapse_salon.i18n.texts import LANGUAGES
from synapse_salon.ports.mail import Letter, Mailer

logger = logging.getLogger(__name__)
_COMPILED = Compiled()


@attrs.frozen
class Sender:
    """Who a letter is from, as its foot says it: a salon, or the house itself.

    `address` (postal) and `contact` (mail, telephone or a page) are shown where given; letters that
    advertise need both (特定電子メール法 4条).
    """

    name: str
    url: str = ""
    address: str = ""
    contact: str = ""


class Letters:
    """Letters of features: `<feature>/templates/mail/<name>.txt` and `.html` for each.

    Both extend the floor's (`floor/mail.txt`, `floor/mail.html`, whose block is `content`) and read the
    given values, `subject`, `language`, `sender`, `why` and `_("English sentence with {name}", name=…)`.
    A value that a template asks for and nobody gave is an error.
    """

    def __init__(self, texts: Texts, mailer: Callable[[], Mailer | None], house: Sender) -> None:
        """`mailer` is asked each time a letter is sent; `house` is who writes where no salon does."""
        self._texts = texts
        self._mailer = mailer
        self._house = house
        self._folders: dict[str, BaseLoader] = {
            "floor": FileSystemLoader(Path(__file__).parent / "templates")
        }
        self._environments = {language: self._environment(language) for language in LANGUAGES}
        self._said_so = False

    def add(self, feature: str, folder: Path) -> None:
        """Take up a feature's letters; a folder without any adds nothing."""
        self._folders[feature] = FileSystemLoader(folder / "templates" / "mail")

    async def send(
        self,
        *,
        to: str,
        template: str,
        language: Language,
        key: str,
        subject: Text,
        values: Mapping[str, object] | None = None,
        sender: Sender | None = None,
        why: Text | None = None,
        unsubscribe_url: str = "",
    ) -> bool:
        """Write a letter and hand it over; answers whether there was anything that sends letters.

        Args:
            to: the address as the person gave it.
            template: `membership/welcome`.
            key: once per letter, over all features: `membership.welcome:<transition id>`.
            values: what the template reads; a Text is said in `language`.
            sender: the salon that writes; unsaid, the house does.
            why: why this person gets it, for the foot.
            unsubscribe_url: where one POST stops letters of this kind; never for those about a contract.

        Raises:
            BadInput: `to` is not an address.
            ValueError: a line break in `key`, `to`, `subject` or `unsubscribe_url`.
        """
        mailer = self._mailer()
        if mailer is None:
            if not self._said_so:
                self._said_so = True
                logger.warning("No module sends mail, so %s and other letters are not written", template)
            return False
        letter = self.write(
            to=to,
            template=template,
            language=language,
            key=key,
            subject=subject,
            values=values,
            sender=sender,
            why=why,
            unsubscribe_url=unsubscribe_url,
        )
        await mailer.send(letter)
        return True

    def write(
        self,
        *,
        to: str,
        template: str,
        language: Language,
        key: str,
        subject: Text,
        values: Mapping[str, object] | None = None,
        sender: Sender | None = None,
        why: Text | None = None,
        unsubscribe_url: str = "",
    ) -> Letter:
        """The letter that `send` would send."""
        sender = sender or self._house
        words = {
            **(values or {}),
            "subject": self._texts.say(subject, language),
            "language": language,
            "sender": sender,
            "house": self._house,
            "why": why
            or t("You get this letter because your address was given to {name}.", name=sender.name),
            "unsubscribe_url": unsubscribe_url,
        }
        environment = self._environments[language]
        text = environment.get_template(f"{template}.txt").render(words)
        html = environment.get_template(f"{template}.html").render(words)
        return Letter(
            key=key,
            to=to,
            subject=str(words["subject"]),
            text=re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n",
            html=html.strip() + "\n",
            language=language,
            unsubscribe_url=unsubscribe_url,
        )

    def _environment(self, language: Language) -> Environment:
        """One per language, so that macros need not be told which one it is."""

        @pass_eval_context
        def say(context: EvalContext, msgid: str, plural: str | None = None, **values: object) -> str:
            if not context.autoescape:
                return self._texts.say(Text(msgid, values, plural), language)
            said = self._texts.gettext(language, msgid)
            if plural is not None and said == msgid and values.get("n") != 1:
                said = plural
            words = {name: finalize(value) for name, value in values.items()}
            return escape(said).format(**words) if words else escape(said)

        def finalize(value: object) -> object:
            return self._texts.say(value, language) if isinstance(value, Text) else value

        environment = Environment(
            loader=PrefixLoader(self._folders),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=finalize,
            bytecode_cache=_COMPILED,
        )
        environment.globals["_"] = say
        return environment
