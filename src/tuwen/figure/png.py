"""PNG chunks that say something about a picture instead of showing it."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"
UNSHOWN = frozenset({b"tEXt", b"zTXt", b"iTXt", b"iCCP"})


def without_comments(data: bytes) -> bytes:
    """Drop texts and profiles: drawing tools embed their sources, larger than decoders allow.

    What is no PNG, or torn, is returned as it is: the decoder says what is wrong.
    """
    if not data.startswith(SIGNATURE):
        return data
    kept = [SIGNATURE]
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] not in UNSHOWN:
            kept.append(data[place:end])
        place = end
    return b"".join(kept) if place == len(data) else data
