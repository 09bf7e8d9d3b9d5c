"""Small data sets of photos and masks, as tools and people make them, and calls of `label` on them."""

import numpy as np
from PIL import Image

from programs import CONVERT, run

SIZE = (48, 36)  # width, height
CLASSES = 5
COLOURS = np.array([(128, 64, 128), (70, 70, 70), (107, 142, 35), (0, 0, 142), (220, 20, 60)], np.uint8)


def truth(seed, size=SIZE):
    """Blocks of class ids; every class occurs."""
    random = np.random.default_rng(seed)
    width, height = size
    ids = random.integers(0, CLASSES, (height // 6, width // 6))
    ids.ravel()[:CLASSES] = range(CLASSES)
    return np.kron(ids, np.ones((6, 6), int)).astype(np.uint8)


def photo(seed, size=SIZE):
    width, height = size
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3))
    ramp = np.linspace(0, 255, width)[None, :, None]
    return Image.fromarray(((noise + 2 * ramp) / 3).astype(np.uint8))


def save(image, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)


def palette_image(ids, bits=8):
    image = Image.fromarray(ids, "P")
    image.putpalette(COLOURS.ravel().tolist())
    return image


MASKS = {
    "grey": lambda ids: Image.fromarray(ids),
    "palette": palette_image,
    "16 bits": lambda ids: Image.fromarray(ids.astype(np.uint16)),
    "colours": lambda ids: Image.fromarray(COLOURS[ids]),
    "RGBA": lambda ids: Image.fromarray(np.dstack([COLOURS[ids], np.full_like(ids, 255)])),
}


def dataset(folder, kind="grey", name="{}.png", photo_name="{}.jpg", count=4):
    """photos/ and masks/; {stem: ids}."""
    exact = {}
    for number in range(count):
        stem = f"street_{number:03}"
        ids = truth(number)
        save(photo(number), folder / "photos" / photo_name.format(stem))
        save(MASKS[kind](ids), folder / "masks" / name.format(stem))
        exact[stem] = ids
    return exact


def label(folder, *options):
    return run(
        CONVERT, "label", "--photos", folder / "photos", "--masks", folder / "masks", "-o", folder / "out", *options)


def labels(folder):
    return {path.stem: np.asarray(Image.open(path)) for path in (folder / "out" / "labels").iterdir()}


def same_up_to_names(found, exact):
    """Whether the labels are the ids with other numbers."""
    pairs = {(int(a), int(b)) for stem in exact for a, b in zip(found[stem].ravel(), exact[stem].ravel())}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
