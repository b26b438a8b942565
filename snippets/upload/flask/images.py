# --8<-- [start:content]
from PIL import Image

# MPO: a JPEG with more pictures behind the first, as some telephones write them.
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg"}


def format_of(stream):
    """What a file is by its content, whatever its name says; None if it is no picture."""
    try:
        image = Image.open(stream, formats=["PNG", "JPEG"])
        image.verify()
    except Exception:  # Pillow raises many kinds, one for too many pixels among them
        return None
    finally:
        stream.seek(0)
    return image.format


# --8<-- [end:content]
