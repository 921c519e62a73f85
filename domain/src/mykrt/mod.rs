//! MyKRT: what a committee tells its residents.
