"""`label` on masks and photos as tools and people make them: PNGs by PIL, names of many tools, and errors."""

import io
import json

import numpy as np
import pytest
from PIL import Image, ImageOps

from mask_sets import CLASSES, COLOURS, MASKS, SIZE, dataset, label, labels, palette_image, photo, same_up_to_names, save, truth
from programs import CONVERT, one_line, run


@pytest.mark.parametrize("kind", MASKS)
def test_kinds_of_masks(tmp_path, kind):
    exact = dataset(tmp_path, kind)
    result = label(tmp_path)
    assert result.returncode == 0, result.stderr
    found = labels(tmp_path)
    classes = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert len(classes) == CLASSES and abs(sum(c["share"] for c in classes) - 1) < 1e-5
    if kind in ("grey", "palette", "16 bits"):
        for stem, ids in exact.items():
            assert np.array_equal(found[stem], ids)
        counts = np.bincount(np.concatenate([ids.ravel() for ids in exact.values()]))
        assert [c["share"] for c in classes] == pytest.approx(list(counts / counts.sum()), abs=1e-6)
    else:
        assert same_up_to_names(found, exact)
        for entry in classes:  # each class has exactly one colour
            [own] = np.flatnonzero((COLOURS == entry["colour"]).all(1))
            assert np.array_equal(found["street_000"] == entry["index"], exact["street_000"] == own)
    if kind == "palette":
        assert [tuple(c["colour"]) for c in classes] == [tuple(map(int, colour)) for colour in COLOURS]


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits(tmp_path, bits):
    """PIL writes palettes of 1, 2 and 4 bits; the ids are the stored indices."""
    exact = {}
    for number in range(3):
        ids = truth(number) % min(CLASSES, 1 << bits)
        save(photo(number), tmp_path / "photos" / f"{number}.jpg")
        save(palette_image(ids), tmp_path / "masks" / f"{number}.png", bits=bits)
        assert (tmp_path / "masks" / f"{number}.png").read_bytes()[24] == bits
        exact[str(number)] = ids
    assert label(tmp_path).returncode == 0
    found = labels(tmp_path)
    assert all(np.array_equal(found[stem], ids) for stem, ids in exact.items())


@pytest.mark.parametrize(
    ("photos", "masks"),
    [
        ("{}.jpg", "SegmentationClass/{}.png"),  # CVAT
        ("val/aachen/{}_leftImg8bit.png", "val/aachen/{}_gtFine_labelTrainIds.png"),  # Cityscapes
        ("val/aachen/{}_leftImg8bit.png", "val/aachen/{}_gtFine_color.png"),
        ("image_2/{}.png", "semantic/{}.png"),  # KITTI
        ("{}.jpg", "{}_train_id.png"),  # BDD100K
        ("{}.png", "{}_L.png"),  # CamVid
        ("img/{}.jpg", "masks_machine/{}.jpg.png"),  # Supervisely
        ("{}.jpg", "3f2a1b9c-{}.png"),  # Label Studio's uploads
        ("{}.JPG", "{}.PNG"),
        ("my {}.jpeg", "my {} mask.png"),
        ("img_{}.jpg", "mask_{}.png"),
        ("cam0-{}-raw8.jpg", "annotated.{}.final v2.png"),  # nobody's
    ],
)
def test_names(tmp_path, photos, masks):
    exact = dataset(tmp_path, "grey", masks, photos)
    result = label(tmp_path)
    assert result.returncode == 0 and b"left out" not in result.stderr, result.stderr
    found = labels(tmp_path)
    assert len(found) == len(exact)
    for stem, ids in exact.items():
        [own] = [name for name in found if stem in name]
        assert np.array_equal(found[own], ids), (stem, own)


def test_cityscapes_takes_one_mask_a_photo_and_knows_the_names(tmp_path):
    dataset(tmp_path, "grey", "{}_gtFine_labelIds.png", "{}_leftImg8bit.png")
    for number in range(4):
        stem, ids = f"street_{number:03}", truth(number)
        save(Image.fromarray(COLOURS[ids]), tmp_path / "masks" / f"{stem}_gtFine_color.png")
        save(Image.fromarray(ids.astype(np.uint16) * 1000), tmp_path / "masks" / f"{stem}_gtFine_instanceIds.png")
        save(Image.fromarray(ids + 7), tmp_path / "masks" / f"{stem}_gtFine_labelIds.png")
    result = label(tmp_path)
    assert result.returncode == 0, result.stderr
    classes = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert [c["name"] for c in classes] == ["road", "sidewalk", "parking", "rail track", "building"]


def test_cvat_names_its_classes(tmp_path):
    dataset(tmp_path, "colours")
    (tmp_path / "masks").rename(tmp_path / "SegmentationClass")
    save(photo(9), tmp_path / "SegmentationObject" / "street_000.png")
    rows = [f"{name}:{r},{g},{b}::" for name, (r, g, b) in zip(["road", "wall", "tree", "car", "person"], COLOURS)]
    (tmp_path / "labelmap.txt").write_text("# label:color_rgb:parts:actions\n" + "\n".join(rows) + "\n")
    result = run(
        CONVERT, "label", "--photos", tmp_path / "photos", "--masks", tmp_path / "SegmentationClass", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    classes = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert [c["name"] for c in classes] == ["road", "wall", "tree", "car", "person"]
    assert all(np.array_equal(found, truth(int(stem[-3:]))) for stem, found in labels(tmp_path).items())


def test_label_studios_brush_layers(tmp_path):
    exact = dataset(tmp_path)
    for path in (tmp_path / "masks").iterdir():
        path.unlink()
    tasks = []
    for number, (stem, ids) in enumerate(exact.items()):
        tasks.append({"id": 40 + number, "data": {"image": f"/data/upload/1/0123abcd-{stem}.jpg"}, "annotations": []})
        for place, name in enumerate(["car", "tree-old"], 1):
            layer = Image.fromarray(((ids == place) * 255).astype(np.uint8))
            save(layer, tmp_path / "masks" / f"task-{40 + number}-annotation-{number}-by-1-tag-{name}-0.png")
    refused = label(tmp_path)
    assert refused.returncode == 66 and "JSON export" in one_line(refused, "catseye-convert")
    (tmp_path / "masks" / "project-1.json").write_text(json.dumps(tasks))
    result = label(tmp_path)
    assert result.returncode == 0, result.stderr
    names = [c["name"] for c in json.loads((tmp_path / "out" / "classes.json").read_text())]
    assert names == ["background", "car", "tree-old"]
    for stem, found in labels(tmp_path).items():
        assert np.array_equal(found, np.where(exact[stem] <= 2, exact[stem], 0))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_photos_are_turned_upright_as_their_masks_are(tmp_path, orientation, ending):
    upright = photo(1)
    # the operation with which PIL undoes each orientation
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright if orientation == 1 else upright.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(stored, tmp_path / "photos" / f"a.{ending}", exif=exif, **({"quality": 100, "subsampling": 0} if ending == "jpg" else {}))
    save(Image.fromarray(truth(1)), tmp_path / "masks" / "a.png")
    assert label(tmp_path).returncode == 0
    got = np.asarray(Image.open(tmp_path / "out" / "images" / "a.jpg")).astype(int)
    from PIL import ImageOps

    want = np.asarray(ImageOps.exif_transpose(Image.open(tmp_path / "photos" / f"a.{ending}")).convert("RGB")).astype(int)
    assert got.shape == want.shape == (SIZE[1], SIZE[0], 3)
    assert abs(got - want).mean() < 12  # noise after JPEG at quality 95; a wrong orientation is 60 off


def test_void_holes_and_other_sizes(tmp_path):
    """255 is void; ids may have gaps; a mask may be smaller than its photo; one mask is missing."""
    for number in range(4):
        ids = truth(number, (24, 18)).astype(np.uint8) * 7
        ids[:3] = 255
        save(photo(number), tmp_path / "photos" / f"{number}.jpg")
        if number:
            save(Image.fromarray(ids), tmp_path / "masks" / f"{number}.png")
    result = label(tmp_path)
    assert result.returncode == 0 and b"photos/0.jpg: left out, no mask" in result.stderr
    assert b"void" in result.stderr
    classes = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert [c["name"] for c in classes] == [f"class{7 * index}" for index in range(CLASSES)]
    found = labels(tmp_path)
    assert set(found) == {"1", "2", "3"} and found["1"].shape == (18, 24)
    assert (found["1"][:3] == 255).all() and np.array_equal(found["1"][3:], truth(1, (24, 18))[3:])


@pytest.mark.parametrize(("photo_name", "name"), [("{}.jpg", "{}.png"), ("{}.png", "{}_mask.png"), ("a b {}.jpg", "a b {} mask.png")])
def test_one_directory_for_both(tmp_path, photo_name, name):
    exact = dataset(tmp_path, "grey", name, photo_name)
    for path in (tmp_path / "masks").iterdir():
        path.rename(tmp_path / "photos" / path.name)
    both = tmp_path / "photos"
    result = run(CONVERT, "label", "--photos", both, "--masks", both, "-o", both / "out")
    assert result.returncode == 0 and b"left out" not in result.stderr, result.stderr
    (both / "out").rename(tmp_path / "out")
    found = labels(tmp_path)
    assert len(found) == len(exact)
    assert all(np.array_equal(found[stem], exact[stem[-10:]]) for stem in found)


def test_suggest_knows_that_masks_are_exact(tmp_path):
    dataset(tmp_path, "colours")
    result = run(CONVERT, "label", "--photos", tmp_path / "photos", "--masks", tmp_path / "masks", "--suggest")
    assert result.returncode == 0 and b"the masks hold 5 colours exactly" in result.stdout, result.stdout


def test_black_and_white(tmp_path):
    for number in range(2):
        save(photo(number), tmp_path / "photos" / f"{number}.jpg")
        save(Image.fromarray(((truth(number) == 1) * 255).astype(np.uint8)), tmp_path / "masks" / f"{number}.png")
    result = label(tmp_path)
    assert result.returncode == 0 and b"taken for the foreground" in result.stderr
    assert [c["name"] for c in json.loads((tmp_path / "out" / "classes.json").read_text())] == ["background", "foreground"]
    assert np.array_equal(labels(tmp_path)["0"], truth(0) == 1)


def test_smooth_edges_are_no_classes(tmp_path):
    exact = {}
    for number in range(3):
        ids = truth(number, (120, 90))
        mask = Image.fromarray(COLOURS[ids]).resize((480, 360), Image.Resampling.BICUBIC)
        save(photo(number, (480, 360)), tmp_path / "photos" / f"{number}.jpg")
        save(mask, tmp_path / "masks" / f"{number}.png")
        exact[str(number)] = np.kron(ids, np.ones((4, 4), int))
    assert label(tmp_path, "--classes", CLASSES).returncode == 0
    found, counts = labels(tmp_path), np.zeros((CLASSES, CLASSES))
    for stem, ids in exact.items():
        np.add.at(counts, (found[stem].ravel(), ids.ravel()), 1)
    assert counts.max(1).sum() / counts.sum() > 0.97


def test_masks_that_went_through_jpeg_on_their_way(tmp_path):
    """Masks as PNGs that were made from JPEGs, and as JPEGs: they have thousands of colours, and yet are no photos."""
    for kind in ("png", "jpg"):
        counts = np.zeros((CLASSES, CLASSES))
        for number in range(3):
            ids = np.kron(truth(number), np.ones((5, 5), int)).astype(np.uint8)
            smeared = io.BytesIO()
            Image.fromarray(COLOURS[ids]).save(smeared, "JPEG", quality=90)
            save(photo(number, (240, 180)), tmp_path / kind / "photos" / f"{number}.jpg")
            save(Image.open(smeared), tmp_path / kind / "masks" / f"{number}.{kind}")
        result = label(tmp_path / kind, "--classes", CLASSES)
        assert result.returncode == 0 and b"left out" not in result.stderr, result.stderr
        for stem, found in labels(tmp_path / kind).items():
            np.add.at(counts, (found.ravel(), np.kron(truth(int(stem)), np.ones((5, 5), int)).ravel()), 1)
        assert counts.max(1).sum() / counts.sum() > 0.97


def test_what_is_merged_is_told(tmp_path):
    dataset(tmp_path, "colours")
    result = label(tmp_path, "--classes", 3)
    text = result.stderr.decode()
    assert result.returncode == 0 and text.count("merges") >= 1 and "--classes 5 keeps all colours apart" in text
    shares = np.bincount(np.concatenate([truth(number).ravel() for number in range(4)]), minlength=CLASSES)
    shares = shares / shares.sum()
    for line in text.splitlines():
        for part in line.partition("merges ")[2].split("), "):
            if part:
                colour, share = part.rstrip(")").split(" (")
                [own] = np.flatnonzero((COLOURS == list(map(int, colour.split(",")))).all(1))
                assert float(share.rstrip(" %")) == pytest.approx(100 * shares[own], abs=0.006)


def test_png_pairs(tmp_path):
    for number in range(3):
        pair = np.hstack([np.asarray(photo(number)), COLOURS[truth(number)]])
        save(Image.fromarray(pair), tmp_path / "pairs" / "drive one" / f"{number}.PNG")
    result = run(CONVERT, "label", tmp_path / "pairs", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert same_up_to_names(labels(tmp_path), {str(number): truth(number) for number in range(3)})


def test_plain_photos_are_no_pairs(tmp_path):
    scenes = tmp_path / "scenes"
    assert run(CONVERT, "scenes", "-o", scenes, "--frames", 4, "--seed", 3, "--size", "320x240").returncode == 0
    refused = run(CONVERT, "label", scenes / "images", "-o", tmp_path / "out", "--classes", 4)
    assert refused.returncode == 65 and "--photos DIR --masks DIR" in one_line(refused, "catseye-convert")
    assert not (tmp_path / "out").exists()
    # a single photo among pairs is named and left out
    pairs = tmp_path / "pairs"
    assert run(CONVERT, "scenes", "-o", pairs, "--frames", 4, "--seed", 3, "--size", "320x240", "--format", "pairs").returncode == 0
    (pairs / "zzz.jpg").write_bytes((scenes / "images" / "scene00000.jpg").read_bytes())
    result = run(CONVERT, "label", pairs, "-o", tmp_path / "out", "--classes", 12)
    assert result.returncode == 0 and b"zzz.jpg: left out, it is a photo and no pair" in result.stderr
    # exchanged
    exchanged = run(
        CONVERT, "label", "--photos", scenes / "labels", "--masks", scenes / "images", "-o", tmp_path / "no")
    assert exchanged.returncode in (65, 66) and one_line(exchanged, "catseye-convert")


def wrong(tmp_path, case):
    dataset(tmp_path)
    photos, masks, options = tmp_path / "photos", tmp_path / "masks", []
    if case == "no masks":
        for path in masks.iterdir():
            path.rename(path.with_suffix(".tif"))
    elif case == "other names":
        for place, path in enumerate(sorted(masks.iterdir())):
            path.rename(masks / f"{'qwertz'[place]}.png")
    elif case == "objects":
        for path in masks.iterdir():
            ids = np.arange(SIZE[0] * SIZE[1], dtype=np.uint16).reshape(SIZE[1], SIZE[0])
            save(Image.fromarray(ids), path)
    elif case == "void alone":
        for path in masks.iterdir():
            save(Image.fromarray(np.full((SIZE[1], SIZE[0]), 255, np.uint8)), path)
    elif case == "all square":
        for path in masks.iterdir():
            save(Image.fromarray(truth(0, (36, 36))), path)
    elif case == "not there":
        masks = tmp_path / "elsewhere"
    elif case == "other palette":
        (tmp_path / "palette.json").write_text('[{"index": 77, "name": "road", "colour": [1, 2, 3]}]')
        options = ["--palette", tmp_path / "palette.json"]
    elif case == "one drive":
        options = ["--split", 0.5, "--split-by", "drive"]
    elif case == "fewer classes than ids":
        options = ["--classes", 3]
    return photos, masks, options


@pytest.mark.parametrize(
    ("case", "status", "words"),
    [
        ("no masks", 66, "export masks as PNG"),
        ("other names", 65, "is named after a photo"),
        ("objects", 65, "numbers of objects"),
        ("void alone", 65, "void"),
        ("not there", 66, "no such directory"),
        ("other palette", 65, "none of which is a class of the palette"),
        ("one drive", 64, "cannot be split"),
        ("fewer classes than ids", 64, "leave --classes out"),
        ("all square", 65, "none of 4 can be used"),
    ],
)
def test_wrong_inputs_are_one_line(tmp_path, case, status, words):
    photos, masks, options = wrong(tmp_path, case)
    result = run(CONVERT, "label", "--photos", photos, "--masks", masks, "-o", tmp_path / "out", *options)
    assert result.returncode == status and words in one_line(result, "catseye-convert"), result.stderr


@pytest.mark.parametrize("case", ["square", "cut", "jpeg by another name", "empty"])
def test_one_bad_file_is_left_out(tmp_path, case):
    exact = dataset(tmp_path)
    path = tmp_path / "masks" / "street_000.png"
    if case == "square":
        save(Image.fromarray(truth(0, (36, 36))), path)
    elif case == "cut":
        path.write_bytes(path.read_bytes()[:-30])
    elif case == "empty":
        path.write_bytes(b"")
    else:
        path = tmp_path / "photos" / "street_000.jpg"
        save(photo(0), tmp_path / "x.png")
        (tmp_path / "x.png").rename(path)  # a PNG called .jpg is read
    result = label(tmp_path)
    assert result.returncode == 0, result.stderr
    assert len(labels(tmp_path)) == (len(exact) if case == "jpeg by another name" else len(exact) - 1)
    assert case == "jpeg by another name" or b"left out" in result.stderr


@pytest.mark.parametrize("content", MASKS)
@pytest.mark.parametrize(("orientation", "undo"), [(5, 5), (6, 2), (7, 6), (8, 4)])
def test_masks_that_lie_as_their_photos_are_stored(tmp_path, content, orientation, undo):
    """The tool knows nothing of EXIF: photo and mask are turned upright together."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    ids, upright = truth(1), photo(1)
    lying = MASKS[content](ids).transpose(undo)
    assert lying.size == SIZE[::-1]
    save(upright.transpose(undo), tmp_path / "photos" / "a.png", exif=exif)
    save(lying, tmp_path / "masks" / "a.png")
    result = label(tmp_path)
    assert result.returncode == 0 and b"1 of 1 masks lay as their photos are stored: turned upright" in result.stderr
    assert same_up_to_names(labels(tmp_path), {"a": ids})
    got = np.asarray(Image.open(tmp_path / "out" / "images" / "a.jpg")).astype(int)
    assert got.shape == (SIZE[1], SIZE[0], 3) and abs(got - np.asarray(upright).astype(int)).mean() < 12


def test_nearly_square_masks_that_lie(tmp_path):
    """The proportions do not decide, to two hundredths; the size does."""
    exif, size = Image.Exif(), (102, 101)
    exif[0x0112] = 6
    ids = np.resize(truth(1, (102, 102)), (101, 102))
    save(photo(1, size).transpose(2), tmp_path / "photos" / "a.jpg", exif=exif)
    save(Image.fromarray(ids).transpose(2), tmp_path / "masks" / "a.png")
    assert label(tmp_path).returncode == 0
    assert np.array_equal(labels(tmp_path)["a"], ids)


def test_masks_of_another_size_are_told(tmp_path):
    for number in range(3):
        save(photo(number), tmp_path / "photos" / f"{number}.jpg")
        save(Image.fromarray(truth(number, (24, 18) if number else SIZE)), tmp_path / "masks" / f"{number}.png")
    result = label(tmp_path)
    assert result.returncode == 0 and b"2 of 3 masks are of another size than their photos" in result.stderr


def test_what_cityscapes_has_besides_is_one_line(tmp_path):
    dataset(tmp_path, "grey", "{}_gtFine_labelIds.png", "{}_leftImg8bit.png")
    for number in range(4):
        stem = tmp_path / "masks" / f"street_{number:03}"
        save(Image.fromarray(truth(number) + 7), stem.with_name(stem.name + "_gtFine_labelIds.png"))
        save(Image.fromarray(COLOURS[truth(number)]), stem.with_name(stem.name + "_gtFine_color.png"))
    result = label(tmp_path)
    lines = [line for line in result.stderr.decode().splitlines() if line.startswith("catseye-convert: ")]
    assert result.returncode == 0 and len(lines) == 1 and "left out" not in lines[0]
    assert "and 3 more: not needed, their photos have other masks (street_000_gtFine_labelIds.png)" in lines[0]


def test_suggest_counts_ids_as_label_does(tmp_path):
    dataset(tmp_path)
    for path in (tmp_path / "masks").iterdir():
        ids = np.asarray(Image.open(path)).copy()
        ids[:6] = 255
        save(Image.fromarray(ids), path)
    both = ["--photos", tmp_path / "photos", "--masks", tmp_path / "masks"]
    suggested = run(CONVERT, "label", *both, "--suggest")
    assert suggested.returncode == 0 and b"the masks hold 5 class ids, and void" in suggested.stdout
    assert b"the masks hold 5 class ids" in run(CONVERT, "label", *both, "-o", tmp_path / "out", "--classes", 3).stderr
