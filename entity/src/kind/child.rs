//! What is known of a child, of its measurements and of its parents' consent.

kinds! {
    /// The sex of a child.
    Sex {
        /// A boy (laki-laki).
        Male = "M",
        /// A girl (perempuan).
        Female = "F",
    }
    /// Whether a child's family is at risk of stunting (keluarga berisiko stunting, KRS).
    RiskStatus {
        /// Nobody has looked.
        Unknown = "unknown",
        /// At risk.
        AtRisk = "at_risk",
        /// Not at risk.
        NotAtRisk = "not_at_risk",
    }
    /// What became of a child.
    ChildState {
        /// Lives here and is looked after.
        Active = "active",
        /// Has moved to where nobody here looks after it.
        Moved = "moved",
        /// Has died.
        Died = "died",
        /// Is five years old or older.
        AgedOut = "aged_out",
        /// Was the same child as another record, which goes on.
        Merged = "merged",
    }
    /// What was decided of something proposed.
    Decision {
        /// Nothing yet.
        Pending = "pending",
        /// It holds.
        Approved = "approved",
        /// It does not.
        Rejected = "rejected",
    }
    /// How a child was measured.
    Posture {
        /// Lying (terlentang): length.
        Lying = "lying",
        /// Standing (berdiri): height.
        Standing = "standing",
    }
    /// Whether a measurement counts.
    MeasurementState {
        /// It counts.
        Valid = "valid",
        /// It cannot be right; to be measured again.
        Implausible = "implausible",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
    /// What a parent or guardian agrees to.
    ConsentScope {
        /// Being looked after in a programme.
        Care = "care",
        /// That a donor learns of the child what it needs.
        DonorDisclosure = "donor_disclosure",
        /// Being photographed.
        Photograph = "photograph",
    }
}
