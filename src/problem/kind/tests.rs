//! The table of kinds.

use super::*;

#[test]
fn every_kind_has_its_own_row() {
    for info in &KINDS {
        assert_eq!(info.kind.info().code, info.code);
    }
    let codes: std::collections::HashSet<_> = KINDS.iter().map(|info| info.code).collect();
    assert_eq!(codes.len(), KINDS.len());
}
