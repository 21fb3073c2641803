//! The waitlist in motion: what holds whatever happens in a town in which places are freed and people wait. Examples of
//! each answer are in `places/waiting.rs`.

#[path = "../how_many/mod.rs"]
mod how_many;
mod joining;
mod law;
mod laws;
#[path = "../linked/mod.rs"]
mod linked;
mod parties;
mod small;
mod town;
