//! `rapporteur audit`: the log of what people changed.

use store::Archive;
use store::Staff;
use store::staff::{Hex, verify_log};

use crate::cli::AuditVerify as Args;
use crate::data;
use crate::out::{Ending, Out, Usage, counted};

pub fn verify(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let archive: &dyn Archive = &store;
    let mut out = Out::new();
    let verified = verify_log(archive)?;
    for finding in &verified.findings {
        out.trouble(finding);
    }
    if let Some(head) = &args.head {
        let head = head.to_ascii_lowercase();
        if head.len() < 6 || !head.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Usage(format!(
                "--head {head:?} is no hash: give six hexadecimal digits of it or more"
            ))
            .into());
        }
        let mut found = None;
        store.each_audit_line(&mut |line| {
            if Hex(&line.hash).to_string().starts_with(&head) {
                found.get_or_insert(line.number);
            }
            Ok(())
        })?;
        match found {
            Some(number) => drop(out.print(&format!("the line with the hash {head} is line {number}\n"))),
            None => {
                out.trouble(format!("no line of the log has the hash {head}: lines were changed or cut off"))
            }
        }
    }
    let lines = counted(verified.lines, "line");
    let _ = out.print(&format!("{lines}, the last has the hash {}\n", Hex(&verified.head)));
    out.end()
}
