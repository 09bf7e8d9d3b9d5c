"""`label` where a data set exists already: it refuses, or replaces the data set and removes nothing else."""


from mask_sets import dataset, label, labels
from programs import CONVERT, one_line, run


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_data_set_that_is_there_is_refused_or_replaced(tmp_path):
    """Files of two calls would mix: one photo in both parts, labels for another list."""
    dataset(tmp_path, count=8)
    out = tmp_path / "out"
    assert label(tmp_path, "--split", 0.25).returncode == 0
    before = contents(out)
    for options in ([], ["--split", 0.25, "--seed", 2], ["--suggest"]):
        refused = label(tmp_path, *options)
        assert refused.returncode == 64 and refused.stdout == b""
        assert "holds a data set already (8 labels); give another -o, or --replace" in one_line(refused, "catseye-convert")
    assert contents(out) == before
    # a later error loses nothing either
    assert label(tmp_path, "--replace", "--classes", 3).returncode == 64 and contents(out) == before
    assert label(tmp_path, "--replace", "--split", 0.25, "--seed", 2).returncode == 0
    parts = [{path.stem for path in (out / part / "images").iterdir()} for part in ("", "val")]
    assert (len(parts[0]), len(parts[1])) == (6, 2) and not parts[0] & parts[1]
    assert label(tmp_path, "--replace").returncode == 0
    assert len(labels(tmp_path)) == 8 and not [path for path in (out / "val").rglob("*") if path.is_file()]
    # it removes nothing else
    (out / "images" / "mine.jpg").write_bytes(b"mine")
    refused = label(tmp_path, "--replace")
    assert refused.returncode == 64 and "mine.jpg: was not written by label" in one_line(refused, "catseye-convert")
    assert (out / "images" / "mine.jpg").read_bytes() == b"mine" and len(labels(tmp_path)) == 8


def test_sources_are_not_written_over(tmp_path):
    """DATA/images and DATA/masks, and results into DATA."""
    dataset(tmp_path)
    (tmp_path / "photos").rename(tmp_path / "images")
    before = contents(tmp_path)
    for more in ([], ["--replace"]):
        result = run(
            CONVERT, "label", "--photos", tmp_path / "images", "--masks", tmp_path / "masks", "-o", tmp_path, *more)
        assert result.returncode == 64 and "results would be written there" in one_line(result, "catseye-convert")
    assert contents(tmp_path) == before
