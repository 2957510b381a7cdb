"""How long the catalogue may say something without being confirmed: read from its file, with every fault named."""

import pytest

from steun.rules.knowing.catalogue import FILE, Curation, load_curation


def test_the_policy_of_steun_is_read():
    assert load_curation() == Curation(longest_days=731, remind_days=30, stale_drops_out=False)


def test_every_fault_of_the_file_is_named_at_once(tmp_path):
    file = tmp_path / "catalogue.toml"
    text = (
        FILE.read_text()
        .replace("longest_days = 731", "longest_days = 0")
        .replace("remind_days = 30", "remind_days = 900")
    )
    file.write_text(text + "more = 1\n")
    with pytest.raises(ValueError) as error:
        load_curation(file)
    for key in ("longest_days", "remind_days", "more"):
        assert key in str(error.value)
