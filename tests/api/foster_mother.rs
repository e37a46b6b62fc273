//! Assignments of expectant mothers: by the rule of the programme, with her consent, counted by themselves, and no weighings.
