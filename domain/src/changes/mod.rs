//! The change log: what is remembered (`image`), how it is numbered (`append`), who may read it (`history`), and how administrators look
//! through the whole of it (`audit`).

pub mod append;
pub mod audit;
pub mod history;
pub mod image;
