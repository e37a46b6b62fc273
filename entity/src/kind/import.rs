//! Imports of records of children, and what becomes of their rows.

kinds! {
    /// Where an import stands.
    ImportState {
        /// Looked through; nothing of children is written.
        Ready = "ready",
        /// Written down as was said.
        Committed = "committed",
        /// Given up; nothing was written.
        Discarded = "discarded",
    }
    /// What becomes, or became, of a row.
    RowOutcome {
        /// Of a child that is not on record.
        New = "new",
        /// Of a child on record.
        Match = "match",
        /// Of whom it is, a person has to say.
        Ambiguous = "ambiguous",
        /// Repeats another row, or what is on record of that day otherwise.
        Duplicate = "duplicate",
        /// Cannot be taken.
        Rejected = "rejected",
        /// Is on record as it is.
        Unchanged = "unchanged",
        /// Left out, as a person said.
        Skipped = "skipped",
    }
}
