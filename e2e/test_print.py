"""Reports on paper: whether a reader of standards other than ours finds them what they claim to be."""

import subprocess

import page as validator
import pytest

REPORTS = {
    "outcomes": ["--from", "2024-01-01", "--to", "2024-12-31"],
    "digest": ["--on", "2024-11-28"],
    "calendar": [],
}


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("kind", REPORTS)
def test_pdf_is_archivable_and_accessible(program, record, tmp_path, kind, lang):
    out = tmp_path / "report.pdf"
    command = [program, "report", kind, "--data", record, "--org", "csto", "--lang", lang, *REPORTS[kind]]
    subprocess.run([*command, "--format", "pdf", "-o", out], check=True)
    # PDF/A-2a and PDF/UA-1
    for profile in ["2a", "ua1"]:
        found = validator.validate_pdf(out, profile=profile)
        assert [f"{failure.rule_id}: {failure.message}" for failure in found.failures] == []
        assert found.is_compliant and found.rules.total > 100


def test_the_validator_tells_a_plain_pdf(tmp_path):
    """Were it to let everything pass, the test above would say nothing."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    plain, places = b"%PDF-1.7\n", []
    for number, words in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(plain))
        plain += b"%d 0 obj%sendobj\n" % (number, words)
    table = b"xref\n0 4\n0000000000 65535 f \n%s" % b"".join(places)
    end = b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF\n" % len(plain)
    file = tmp_path / "plain.pdf"
    file.write_bytes(plain + table + end)
    assert not validator.is_pdf_compliant(file, profile="2a")
    assert not validator.is_pdf_compliant(file, profile="ua1")
