//! Does the record still keep its laws? Asked after a crash, a restored backup, or out of doubt.

use std::collections::BTreeSet;

use record::{ClaimId, Origin, Publication};

use crate::{Archive, CaptureOrigin, ClaimFilter, Error, OriginId, PublicationFilter, Versions, check};

/// Reads everything and says in words what is wrong; empty where all is well.
pub fn audit(archive: &dyn Archive) -> Result<Vec<String>, Error> {
    let mut findings = archive.check_engine()?;
    captures(archive, &mut findings)?;
    let all = PublicationFilter { versions: Versions::All, ..PublicationFilter::default() };
    archive
        .each_publication(&all, &mut |publication| of_publication(archive, &publication, &mut findings))?;
    orphans(archive, &mut findings)?;
    entries(archive, &mut findings)?;
    Ok(findings)
}

/// Bytes that no longer match their hash make [`Archive::capture`] fail; they are a finding here.
fn captures(archive: &dyn Archive, findings: &mut Vec<String>) -> Result<(), Error> {
    let mut after = OriginId::START;
    loop {
        let page = archive.origins(after, 256)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for origin in &page {
            let CaptureOrigin { name, .. } = &origin.origin;
            match archive.capture(origin.capture) {
                Ok(Some(_)) => {}
                Ok(None) => findings.push(format!("capture {} of {name} is missing", origin.capture)),
                Err(Error::Damaged { what, .. }) => findings.push(format!("{name}: {what}")),
                Err(error) => return Err(error),
            }
        }
    }
}

fn of_publication(
    archive: &dyn Archive,
    publication: &Publication,
    findings: &mut Vec<String>,
) -> Result<(), Error> {
    let Publication { id, version, doc, .. } = publication;
    if archive.publication(*id, None)?.is_none() {
        findings.push(format!("{doc} (publication {id}) has no current version"));
    }
    let Some(text) = archive.text(*id, *version)? else {
        findings.push(format!("{doc} (publication {id}, version {version}) has no text"));
        return Ok(());
    };
    let filter =
        ClaimFilter { publication: Some(*id), versions: Versions::Only(*version), ..ClaimFilter::default() };
    archive.each_claim(&filter, &mut |claim| {
        findings.extend(check::assertion(&claim, doc).err().map(|refusal| refusal.to_string()));
        for evidence in claim.evidence.iter().filter(|one| (&one.publication, &one.version) == (id, version))
        {
            findings
                .extend(check::quote(&claim, evidence, doc, &text).err().map(|refusal| refusal.to_string()));
        }
        Ok(())
    })
}

/// Claims whose publication is gone: none of a rule; a person's after a rebuild that did not find it again.
fn orphans(archive: &dyn Archive, findings: &mut Vec<String>) -> Result<(), Error> {
    let all = ClaimFilter { versions: Versions::All, ..ClaimFilter::default() };
    let mut known = None;
    archive.each_claim(&all, &mut |claim| {
        for evidence in &claim.evidence {
            let cited = (evidence.publication, evidence.version);
            if known != Some(cited) && archive.publication(cited.0, Some(cited.1))?.is_none() {
                let by = match &claim.origin {
                    Origin::Rule { rule, .. } => rule,
                    Origin::Person { name } => name,
                };
                findings.push(format!(
                    "claim {} by {by} cites publication {} version {}, which is not in the record",
                    claim.id, cited.0, cited.1
                ));
            } else {
                known = Some(cited);
            }
        }
        Ok(())
    })
}

/// Entries whose claims are gone: the merge has not run since the claims changed.
fn entries(archive: &dyn Archive, findings: &mut Vec<String>) -> Result<(), Error> {
    archive.each_entry(None, &mut |entry| {
        let behind: BTreeSet<ClaimId> =
            archive.claims_of(entry.id)?.into_iter().map(|claim| claim.id).collect();
        let gone = entry.claims.iter().filter(|claim| !behind.contains(claim)).count();
        if gone > 0 {
            findings.push(format!(
                "entry {} ({}) rests on {gone} claims that are not in the record: merge again",
                entry.id, entry.label
            ));
        }
        Ok(())
    })
}
