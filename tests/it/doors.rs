//! A stranger knocks at every door.
