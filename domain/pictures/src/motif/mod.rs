//! Pictures for the sample, drawn from plain shapes: 1200 × 900, flat and friendly.
//!
//! The program carries no picture files; it draws each one from a motif and a seed, and the
//! same pair always gives the same picture.

mod canvas;
mod garden;
mod kitchen;
mod path;
mod scan;
mod scene;
mod shapes;
mod street;
mod table;
mod workshop;

use image::RgbImage;

use self::{
    canvas::Canvas,
    scene::{HEIGHT, Look, WIDTH},
};
use crate::Dice;

macro_rules! motifs {
    ($($(#[doc = $doc:literal])+ $motif:ident => $draw:path,)+) => {
        /// What a picture shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Motif {
            $($(#[doc = $doc])+ $motif),+
        }

        impl Motif {
            /// Every motif.
            pub const ALL: &'static [Motif] = &[$(Motif::$motif),+];

            fn paint(self, canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
                match self {
                    $(Motif::$motif => $draw(canvas, look, dice)),+
                }
            }
        }
    };
}

motifs! {
    /// A bowl of yellow noodles with egg and greens.
    NoodleBowl => table::noodle_bowl,
    /// Rice with sambal, egg and cucumber on a banana leaf.
    RicePlate => table::rice_plate,
    /// A glass of pulled tea or coffee.
    Cup => table::cup,
    /// A plate of layered and steamed cakes.
    Kuih => table::kuih,
    /// A cake of two tiers.
    Cake => table::cake,
    /// A bowl of crackers.
    Snack => table::snack,
    /// Red chillies.
    Chilli => garden::chilli,
    /// A pineapple and a slice of it.
    Pineapple => garden::pineapple,
    /// Mangoes on a leaf.
    Mango => garden::mango,
    /// A village hen.
    Chicken => garden::chicken,
    /// Eggs in a nest.
    Eggs => garden::eggs,
    /// A plant in a pot.
    Plant => garden::plant,
    /// A fish on a board.
    Fish => kitchen::fish,
    /// A large pot on the fire.
    Pot => kitchen::pot,
    /// Jars of sauce, paste or honey.
    Jar => kitchen::jar,
    /// A woven basket of vegetables.
    Basket => kitchen::basket,
    /// Bars of soap and bubbles.
    Soap => kitchen::soap,
    /// A bucket, a brush and suds.
    Bucket => kitchen::bucket,
    /// A shirt of printed cloth.
    Shirt => workshop::shirt,
    /// A sewing machine.
    SewingMachine => workshop::sewing_machine,
    /// Scissors and a comb.
    Scissors => workshop::scissors,
    /// A wrench and a screwdriver.
    Wrench => workshop::wrench,
    /// A hanging lamp.
    Lamp => workshop::lamp,
    /// Books and a pencil.
    Book => workshop::book,
    /// A community hall.
    Hall => street::hall,
    /// A small shop with an awning.
    Shop => street::shop,
    /// A tent for feasts.
    Tent => street::tent,
    /// A loudspeaker and a microphone.
    Loudspeaker => street::loudspeaker,
    /// Kompang hand drums.
    Drum => street::drum,
    /// A foot, stones and flowers.
    Foot => street::foot,
}

/// Draws the picture of a motif, 1200 × 900 pixels. The seed chooses colours and small things;
/// the same seed gives the same picture.
#[must_use]
pub fn draw(motif: Motif, palette_seed: u64) -> RgbImage {
    let mut dice = Dice::new(palette_seed);
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let look = scene::background(&mut canvas, &mut dice);
    motif.paint(&mut canvas, &look, &mut dice);
    // The buffer always has the right size; an empty picture stands for the impossible.
    RgbImage::from_raw(WIDTH, HEIGHT, canvas.into_pixels()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_motif_draws_a_picture_of_its_own() {
        let mut seen = HashSet::new();
        for &motif in Motif::ALL {
            let picture = draw(motif, 1);
            assert_eq!(picture.dimensions(), (1200, 900));
            let some = picture.pixels().step_by(31);
            let colours: HashSet<[u8; 3]> = some.map(|pixel| pixel.0).collect();
            assert!(colours.len() > 60, "{motif:?}: {} colours", colours.len());
            assert!(seen.insert(picture.into_raw()), "{motif:?} looks like another");
        }
        assert!(seen.len() >= 16);
    }

    #[test]
    fn a_seed_repeats_and_another_seed_differs() {
        assert_eq!(draw(Motif::Jar, 3), draw(Motif::Jar, 3));
        assert_ne!(draw(Motif::Jar, 3), draw(Motif::Jar, 4));
    }
}
