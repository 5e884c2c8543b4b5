"""A question as a program sends it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.message import MAX_CHARACTERS, Asked
from bot.web.conversation import TURNS_KEPT

ID_CHARACTERS = 100

MAX_BYTES = 200_000
"""Of a request: twenty earlier messages and one more, 2,000 characters each, at four bytes a character."""


class Question(BaseModel):
    """One message, and what the same patient wrote before."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"question": "How long does it take?"}]}
    )

    question: str = Field(
        description="What the patient wrote. A text that cannot be answered (empty, without words, or longer than "
        f"{MAX_CHARACTERS} characters, after which the rest is not read) gets a reply that says so.",
    )
    history: tuple[str, ...] = Field(
        (),
        max_length=TURNS_KEPT,
        description="The patient's earlier messages, oldest first; the server keeps none of them.",
    )
    id: Annotated[str, Field(max_length=ID_CHARACTERS)] | None = Field(
        None, description="Name of the reply; by default one derived from what was asked."
    )

    def asked(self) -> Asked:
        """Return the message as the bot takes it; like in the chat, one character too many tells that it is longer."""
        most = MAX_CHARACTERS + 1
        return Asked(self.question[:most], tuple(turn[:most] for turn in self.history), self.id)
