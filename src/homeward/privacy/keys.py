"""The keys of an output folder, wrapped under a person's key.

A person keeps one key: 32 secret bytes. It encrypts no record. The folder keeps, in
`protected/keys.json`, keys of its own: a root, from which pseudonyms and the sub-keys of each
purpose come and which never changes, and data keys, with which files are encrypted. Each is
wrapped under the person's key with AES-256-GCM, and bound to everything else the file says.
So a person's key can be exchanged without touching a record, and whoever finds the folder,
or the key, alone can read nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from homeward.privacy.pseudonyms import KEY_BYTES, Pseudonyms
from homeward.privacy.subkeys import Purpose, subkey
from homeward.vocabulary import HomewardError

#: Version of `keys.json`, and its place in an output folder.
SCHEMA: Final = 1
KEYS_FILE: Final = "protected/keys.json"

#: Purposes whose keys change when everything is encrypted anew.
_ENCRYPTS: Final = (Purpose.STORE, Purpose.IDENTITY)

_NONCE, _FINGERPRINT = 12, 16


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The key that a person keeps. It opens the keys of a folder, and nothing else.

    Attributes
    ----------
    secret
        32 secret bytes.
    """

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart and gives neither away: four groups of four digits."""
        told = hmac.new(self.secret, b"homeward/1/fingerprint", hashlib.sha256).hexdigest()
        return "-".join(told[n : n + 4] for n in range(0, _FINGERPRINT, 4))

    @property
    def text(self) -> str:
        """The key as 64 hexadecimal digits, for the file that keeps it. Never print it."""
        return self.secret.hex()


def new_person_key() -> PersonKey:
    """A key that nobody has: 32 bytes from the system's source of randomness."""
    return PersonKey(secrets.token_bytes(KEY_BYTES))


def parse_person_key(text: str, where: str) -> PersonKey:
    """The key that `text` holds, whatever its line ends.

    Parameters
    ----------
    text
        64 hexadecimal digits; spaces and line ends around them do not matter.
    where
        What to call its source, in a refusal.

    Raises
    ------
    HomewardError
        HW-K004 if it is anything else. What it holds is not told.
    """
    digits = text.removeprefix("\ufeff").strip()
    try:
        secret = bytes.fromhex(digits) if digits.isascii() else b""
    except ValueError:
        secret = b""
    if len(digits) != 2 * KEY_BYTES or len(secret) != KEY_BYTES:
        raise HomewardError("HW-K004", f"{where} holds no 64 hexadecimal digits")
    if len(set(secret)) == 1:
        raise HomewardError("HW-K004", f"{where} holds the same byte throughout")
    return PersonKey(secret)


@dataclass(frozen=True, slots=True)
class Keys:
    """The open keys of one output folder.

    Attributes
    ----------
    project
        The root: pseudonyms and the sub-keys come from it. It lasts as long as the folder.
    generation
        Counts exchanges of the person's key or of the data key, from 1.
    data
        What files are encrypted with: 32 bytes.
    folder
        Names the folder in a keyring: 16 hexadecimal digits drawn when the keys were made.
    """

    project: bytes = field(repr=False)
    generation: int
    data: bytes = field(repr=False)
    folder: str = ""

    def sub(self, purpose: Purpose) -> bytes:
        """The key for one purpose: 32 bytes.

        What encrypts records comes from the data key, and changes with it; what proves an
        event or finds a release again comes from the root, and does not.
        """
        return subkey(self.data if purpose in _ENCRYPTS else self.project, purpose)

    @property
    def pseudonyms(self) -> Pseudonyms:
        """What turns references into pseudonyms: the same after any exchange of keys."""
        return Pseudonyms(self.project)

    def with_new_data_key(self) -> Keys:
        """The same keys with a new one to encrypt with: everything is to be encrypted anew."""
        return replace(self, data=secrets.token_bytes(KEY_BYTES))


def new_keys(person: PersonKey, project: bytes | None = None) -> Keys:
    """Keys for a new folder.

    Its root comes from the person's key, so that two folders made with one key give a child one
    pseudonym; what encrypts is drawn.

    Parameters
    ----------
    person
        The person's key.
    project
        The root of a folder that has one: its pseudonyms then stay what they were.

    Raises
    ------
    ValueError
        If `project` has another length than 32 bytes.
    """
    if project is not None and len(project) != KEY_BYTES:
        raise ValueError("a project key has 32 bytes")
    root = _derived(person, b"homeward/1/root") if project is None else project
    return Keys(root, 1, secrets.token_bytes(KEY_BYTES), secrets.token_hex(8))


def wrapped(keys: Keys, person: PersonKey) -> dict[str, Any]:
    """`keys.json`: the keys of a folder, wrapped under the person's."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "folder": keys.folder,
        "generation": keys.generation,
        "fingerprint": person.fingerprint,
    }
    secret = keys.project + keys.data
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(_wrapping(person)).encrypt(nonce, secret, _bound(document))
    return document | {"wrapped": base64.b64encode(sealed).decode("ascii")}


def opened(document: Mapping[str, Any], person: PersonKey) -> Keys:
    """The keys that `wrapped` wrapped.

    Raises
    ------
    HomewardError
        HW-K003 if another key wrapped them; HW-K006 if the document is not as it was written.
    """
    said = described(document)
    if not hmac.compare_digest(said["fingerprint"], person.fingerprint):
        found = f"the folder asks for {said['fingerprint']}, this key is {person.fingerprint}"
        raise HomewardError("HW-K003", found)
    try:
        sealed = base64.b64decode(str(document["wrapped"]), validate=True)
        cipher = AESGCM(_wrapping(person))
        secret = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(said))
    except (KeyError, InvalidTag, ValueError, binascii.Error):
        secret = b""
    if len(secret) != 2 * KEY_BYTES:
        raise HomewardError("HW-K006", "it does not open with the key that wrapped it")
    return Keys(secret[:KEY_BYTES], said["generation"], secret[KEY_BYTES:], said["folder"])


def described(document: Mapping[str, Any]) -> dict[str, Any]:
    """What `keys.json` says openly: folder, generation and fingerprint.

    Raises
    ------
    HomewardError
        HW-K006 if it is of another shape.
    """
    kinds = {"schema": int, "folder": str, "generation": int, "fingerprint": str}
    held = dict(document) if isinstance(document, Mapping) else {}
    if any(type(held.get(name)) is not kind for name, kind in kinds.items()):
        raise HomewardError("HW-K006", "keys.json is of another shape")
    if held["schema"] != SCHEMA:
        raise HomewardError("HW-K006", f"keys.json is not of version {SCHEMA}")
    return {name: held[name] for name in kinds}


def parse_keys_file(text: str) -> dict[str, Any]:
    """The document in the text of `keys.json`.

    Raises
    ------
    HomewardError
        HW-K006 if it is not JSON.
    """
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    described(held if isinstance(held, dict) else {})
    return dict(held)


def exchanged(keys: Keys) -> Keys:
    """The same keys as the next generation, to be wrapped anew."""
    return replace(keys, generation=keys.generation + 1)


def _wrapping(person: PersonKey) -> bytes:
    """What wraps: derived, so that no two uses share a key."""
    return _derived(person, b"homeward/1/wrap")


def _derived(person: PersonKey, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(person.secret)


def _bound(document: Mapping[str, Any]) -> bytes:
    return json.dumps(
        {k: v for k, v in document.items() if k != "wrapped"}, sort_keys=True
    ).encode()
