//! Comparing seals with each other; pure.

use super::{
    code, digest,
    key::PublicKey,
    manifest::Manifest,
    model::{Broken, Fault, Seal},
};

/// What a seal says, when it follows the one before it and was signed with this key.
pub(super) fn read(
    seal: &Seal,
    before: Option<&Seal>,
    keys: &[PublicKey],
) -> Result<Manifest, Fault> {
    let follows = before.map_or_else(
        || seal.number == 1 && seal.previous_hash.iter().all(|byte| *byte == 0),
        |before| seal.number == before.number + 1 && seal.previous_hash == before.hash,
    );
    if !follows {
        return Err(Fault::SealMissing);
    }
    let hash = digest::of_text(&seal.manifest);
    let manifest = Manifest::read(&seal.manifest).ok_or(Fault::SealChanged)?;
    let same = seal.hash == hash
        && seal.code == code::code(&hash)
        && manifest.patrol == seal.patrol_id
        && manifest.number == seal.number
        && manifest.previous == digest::hex(&seal.previous_hash)
        && manifest.sealed_at == seal.sealed_at
        && (manifest.from_row, manifest.until_row) == (seal.from_row, seal.until_row);
    if !same {
        return Err(Fault::SealChanged);
    }
    let key = keys.iter().find(|key| key.id() == seal.key_id).ok_or(Fault::KeyUnknown)?;
    if !key.verifies(&hash, &seal.signature) {
        return Err(Fault::SealForged);
    }
    Ok(manifest)
}

/// What all seals of a patrol say, in their order, or where they break first.
pub(super) fn chain(seals: &[Seal], keys: &[PublicKey]) -> Result<Vec<Manifest>, Broken> {
    let mut manifests = Vec::with_capacity(seals.len());
    let mut before = None;
    for seal in seals {
        let broken = |fault| Broken { fault, seal: seal.number, what: None };
        manifests.push(read(seal, before, keys).map_err(broken)?);
        before = Some(seal);
    }
    Ok(manifests)
}
