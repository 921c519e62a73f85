//! The pictures that came with a table, and which of them a row means.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{row, words};
use crate::{
    krt_shop::product::NewPicture,
    shared::{
        ctx::Ctx,
        error::{Refusal, Result},
        id::MediaId,
        media::{self, Picture},
    },
};

/// The pictures of a file; each is sent once, however many rows show it.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    files: BTreeMap<String, Bytes>,
    sent: HashMap<String, MediaId>,
}

/// Where a picture of a row comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The offer shows it already.
    Shown(Box<Picture>),
    /// It lies in the file under this name.
    File(String),
}

impl Pictures {
    pub fn new(files: BTreeMap<String, Bytes>) -> Self {
        Self { files, sent: HashMap::new() }
    }

    /// Whether the file brought any.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Where the pictures of a row come from, by their names; an exported name means a picture that is
    /// shown already.
    pub fn find(&self, names: &[String], shown: &[Picture]) -> Result<Vec<Source>, Refusal> {
        let find = |name: &String| match shown.iter().find(|one| row::picture(one) == *name) {
            Some(picture) => Ok(Source::Shown(Box::new(picture.clone()))),
            None => self.file(name).map(Source::File),
        };
        names.iter().map(find).collect()
    }

    /// The name with its folder of a picture that a row names with or without it.
    fn file(&self, name: &str) -> Result<String, Refusal> {
        if self.files.contains_key(name) {
            return Ok(name.to_owned());
        }
        let lower = name.to_lowercase();
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let ends = |path: &&String| {
            last(path) == lower || path.to_lowercase().ends_with(&format!("/{lower}"))
        };
        let mut found = self.files.keys().filter(ends);
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only.clone()),
            (Some(_), Some(_)) => Err(words::two_pictures(name)),
            (None, _) => Err(words::no_picture(name)),
        }
    }

    /// Stands for these pictures, with what is in them.
    pub fn digest(&self, names: &[String], sources: &[Source]) -> String {
        let content = |source: &Source| match source {
            Source::Shown(picture) => picture.address.clone(),
            Source::File(name) => {
                let bytes = self.files.get(name).map(|bytes| Sha256::digest(bytes).to_vec());
                row::hashed(&bytes)
            }
        };
        let contents: Vec<String> = sources.iter().map(content).collect();
        row::hashed(&(names, contents))
    }

    /// What is no picture by its first bytes is refused before anything is written.
    pub fn look(&self, sources: &[Source]) -> Result<(), Refusal> {
        for source in sources {
            if let Source::File(name) = source {
                let bytes = self.files.get(name).cloned().unwrap_or_default();
                media::looks_like_a_picture(&bytes)?;
            }
        }
        Ok(())
    }

    /// The pictures as an offer names them, each sent if it was not.
    pub async fn send(&mut self, ctx: &Ctx, sources: &[Source]) -> Result<Vec<NewPicture>> {
        let mut pictures = Vec::with_capacity(sources.len());
        for source in sources {
            pictures.push(match source {
                Source::Shown(picture) => NewPicture {
                    media_id: MediaId(picture.id),
                    alternative_text: picture.alternative_text.clone(),
                },
                Source::File(name) => {
                    NewPicture { media_id: self.take(ctx, name).await?, alternative_text: None }
                }
            });
        }
        Ok(pictures)
    }

    async fn take(&mut self, ctx: &Ctx, name: &str) -> Result<MediaId> {
        if let Some(id) = self.sent.get(name) {
            return Ok(*id);
        }
        let bytes = self.files.get(name).cloned().unwrap_or_default();
        let id = media::take_picture(ctx, bytes).await?;
        self.sent.insert(name.to_owned(), id);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_with_or_without_its_folder() {
        let files = ["gambar/Mi.jpg", "lama/mi2.jpg", "baru/mi2.jpg"];
        let pictures =
            Pictures::new(files.iter().map(|name| ((*name).to_owned(), Bytes::new())).collect());
        assert_eq!(pictures.file("mi.JPG").as_deref(), Ok("gambar/Mi.jpg"));
        assert_eq!(pictures.file("lama/mi2.jpg").as_deref(), Ok("lama/mi2.jpg"));
        assert_eq!(pictures.file("mi2.jpg"), Err(words::two_pictures("mi2.jpg")));
        assert_eq!(pictures.file("tiada.jpg"), Err(words::no_picture("tiada.jpg")));
    }
}
