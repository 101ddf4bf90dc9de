//! The change log: what is remembered (`image`), how it is numbered (`append`), and who may read it (`history`).

pub mod append;
pub mod history;
pub mod image;
