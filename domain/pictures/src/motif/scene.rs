//! The background of a picture: sky, disc, ground and a few ornaments, by the seed.

use super::{
    canvas::{Canvas, Colour, hex},
    path::{circle, ellipse, polygon, rounded},
    shapes::{flower, leaf, sparkle},
};
use crate::Dice;

/// Width of every picture, in pixels.
pub const WIDTH: u32 = 1200;
/// Height of every picture, in pixels.
pub const HEIGHT: u32 = 900;

/// The colours that a picture shares with its background.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Sky above.
    above: Colour,
    /// Sky below.
    below: Colour,
    /// The disc behind the motif.
    pub disc: Colour,
    /// What the motif stands on.
    pub ground: Colour,
    /// The main colour of cloth, paint or enamel.
    pub accent: Colour,
    /// A second colour that goes with it.
    pub second: Colour,
}

const fn look(colours: [u32; 6]) -> Look {
    let [above, below, disc, ground, accent, second] = colours;
    Look {
        above: hex(above),
        below: hex(below),
        disc: hex(disc),
        ground: hex(ground),
        accent: hex(accent),
        second: hex(second),
    }
}

const LOOKS: [Look; 9] = [
    look([0xE4_F5_EC, 0xC6_E8_D8, 0xF6_FC_F8, 0x9F_D0_B8, 0xE4_57_2E, 0xF2_B1_34]),
    look([0xFF_F1_E3, 0xFF_DA_B8, 0xFF_FA_F3, 0xF0_B4_84, 0x2A_7F_86, 0xF2_C1_4E]),
    look([0xE2_F1_FB, 0xBF_DF_F5, 0xF6_FB_FF, 0x93_C3_E4, 0xE9_57_3F, 0xFF_D1_66]),
    look([0xF1_E9_F9, 0xDA_C9_EF, 0xFB_F7_FF, 0xB8_9E_DA, 0x6A_4C_93, 0xF7_B5_38]),
    look([0xFC_F4_DF, 0xF2_E0_B0, 0xFF_FC_F2, 0xD9_BA_78, 0x2F_6F_5B, 0xE7_6F_51]),
    look([0xFD_E9_E9, 0xF8_C9_CE, 0xFF_F7_F6, 0xE8_9C_A5, 0x32_6A_A3, 0xF4_A2_61]),
    look([0x2F_86_8E, 0x1C_62_6B, 0x45_A0_A6, 0x15_4E_56, 0xF2_6B_4E, 0xFF_D0_66]),
    look([0x4A_5A_8F, 0x30_3D_70, 0x6B_7C_B4, 0x24_2F_5A, 0xF2_7A_54, 0xFF_D4_79]),
    look([0xEC_F4_D5, 0xD3_E6_A8, 0xFA_FD_EF, 0xA9_C7_6B, 0xB5_44_6E, 0xF6_BD_60]),
];

/// Draws the background and says which colours go with it.
pub fn background(canvas: &mut Canvas, dice: &mut Dice) -> Look {
    let look = LOOKS.get(dice.below(LOOKS.len())).copied().unwrap_or(LOOKS[0]);
    let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
    canvas.fade(&rounded(0.0, 0.0, width, height, 0.0), look.above, look.below);
    match dice.below(4) {
        0 => dots(canvas, &look, dice),
        1 => songket(canvas, &look),
        2 => sprigs(canvas, &look),
        _ => sparkles(canvas, &look, dice),
    }
    canvas.fill(&circle(600.0, 450.0, 362.0), look.disc.mix(look.below, 0.55));
    canvas.fill(&circle(600.0, 450.0, 338.0), look.disc);
    canvas.fade(&ellipse(600.0, 1010.0, 1010.0, 326.0), look.ground.lighter(0.12), look.ground);
    look
}

/// Round spots that keep out of the middle.
fn dots(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    for n in 0..26 {
        let x = if n % 2 == 0 { dice.between(20.0, 250.0) } else { dice.between(950.0, 1180.0) };
        let size = dice.between(6.0, 22.0);
        let colour = match n % 3 {
            0 => look.accent,
            1 => look.second,
            _ => look.disc,
        };
        let spot = circle(x, dice.between(30.0, 640.0), size);
        canvas.fill(&spot, colour.mix(look.below, 0.45));
    }
}

/// A woven border of diamonds above and below, after songket cloth.
fn songket(canvas: &mut Canvas, look: &Look) {
    let mut x: f64 = 30.0;
    while x < 1200.0 {
        let diamond = |x: f64, y: f64, s: f64| {
            polygon(&[(x, y - s), (x + s * 0.8, y), (x, y + s), (x - s * 0.8, y)])
        };
        canvas.fill(&diamond(x, 52.0, 30.0), look.second.mix(look.above, 0.4));
        canvas.fill(&diamond(x, 52.0, 14.0), look.accent.mix(look.above, 0.35));
        // The disc would cut the small ones in its middle.
        if (x - 570.0).abs() > 140.0 {
            canvas.fill(&diamond(x + 30.0, 96.0, 12.0), look.second.mix(look.above, 0.55));
        }
        x += 60.0;
    }
}

/// Leaves and flowers in two corners.
fn sprigs(canvas: &mut Canvas, look: &Look) {
    let green = hex(0x5F_A8_7A).mix(look.below, 0.35);
    for (x, y, way) in [(40.0, 40.0, 1.0), (1160.0, 60.0, -1.0)] {
        for (n, spread) in [(0.0, 250.0), (1.0, 300.0), (2.0, 240.0), (3.0, 190.0)] {
            let angle: f64 = (n * 29.0 + 2.0_f64).to_radians();
            let tip = (x + way * angle.cos() * spread, y + angle.sin() * spread);
            canvas.fill(&leaf((x - way * 30.0, y - 30.0), tip, 62.0), green.darker(0.05 * n));
        }
        let petal = look.accent.mix(look.disc, 0.3);
        flower(canvas, (x + way * 46.0, y + 40.0), 58.0, petal, look.second);
    }
}

/// Small stars.
fn sparkles(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    for n in 0..14 {
        let x = if n % 2 == 0 { dice.between(30.0, 240.0) } else { dice.between(960.0, 1170.0) };
        let star = sparkle((x, dice.between(40.0, 620.0)), dice.between(14.0, 40.0));
        let colour = if n % 3 == 0 { look.second } else { look.disc };
        canvas.fill(&star, colour.mix(look.below, 0.2));
    }
}
