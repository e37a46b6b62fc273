//! What becomes of an expectant mother.

kinds! {
    /// What became of a pregnancy, and of the mother.
    MotherState {
        /// Expects a child, and lives here.
        Active = "active",
        /// Has given birth.
        Delivered = "delivered",
        /// Has lost the child that she expected.
        Lost = "lost",
        /// Has moved to where nobody here looks after her.
        Moved = "moved",
        /// Has died.
        Died = "died",
    }
}
