//! Text and packs to claims.
