//! Foster parents, what they promised, and what became of it.

kinds! {
    /// Whether a foster parent may be given children.
    FosterParentState {
        /// Written down; nobody has looked.
        Registered = "registered",
        /// Somebody else has looked.
        Verified = "verified",
        /// May not be given any, and sees none.
        Suspended = "suspended",
    }
    /// What became of an assignment.
    AssignmentState {
        /// Somebody proposes it.
        Proposed = "proposed",
        /// Somebody else agrees.
        Approved = "approved",
        /// The child is looked after.
        Active = "active",
        /// It went to its planned end.
        Completed = "completed",
        /// The child met the programme's rule.
        Graduated = "graduated",
        /// It ended before.
        Terminated = "terminated",
        /// Another foster parent goes on.
        Transferred = "transferred",
        /// Somebody else does not agree.
        Rejected = "rejected",
    }
    /// How often an amount is promised.
    AmountPer {
        /// Every day.
        Day = "day",
        /// Every month from the first day on.
        Month = "month",
        /// One time.
        Once = "once",
    }
    /// Whether something that was handed over has been checked.
    DeliveryState {
        /// Written down.
        Recorded = "recorded",
        /// Somebody else has checked.
        Verified = "verified",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
    /// Why the bytes of a proof are kept no more.
    DestructionReason {
        /// The file was taken back.
        Withdrawn = "withdrawn",
        /// The consent to photographs was.
        Consent = "consent",
        /// Who the child is was erased.
        Erasure = "erasure",
    }
    /// What became of an offer.
    TransferState {
        /// Nothing yet.
        Pending = "pending",
        /// The other foster parent goes on.
        Accepted = "accepted",
        /// The other foster parent does not.
        Rejected = "rejected",
        /// The assignment ended before.
        Withdrawn = "withdrawn",
    }
}
