//! Foster parents (Bapak/Bunda Asuh): who looks after whom, what was promised and delivered, and whether it helps.

pub mod outcome;
