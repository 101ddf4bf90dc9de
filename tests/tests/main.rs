//! The service as its users meet it. One file per subject.

mod hub;
